package org.escrowkit.examples;

import java.security.SecureRandom;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.MasterKey;

/** Three parties make keys; their public halves make the vault; every loan has its own address in it. */
public final class FirstVault {
    private FirstVault() {}

    public static void main(String[] args) {
        Vault vault = new Vault(
                BitcoinNetwork.REGTEST,
                party().publicKey(), // borrower
                party().publicKey(), // lender
                party().publicKey()); // arbiter
        System.out.println("Descriptor: " + vault.descriptor());
        System.out.println("Collateral of loan 7: " + vault.address(7).address());
    }

    private static AccountSecret party() {
        return MasterKey.generate(new SecureRandom()).account(BitcoinNetwork.REGTEST, 0);
    }
}
