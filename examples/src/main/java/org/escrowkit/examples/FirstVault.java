package org.escrowkit.examples;

import java.security.SecureRandom;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.MasterKey;
import org.joda.money.BigMoney;

class FirstVault {
    public static void main(String[] args) {
        Vault vault = new Vault(BitcoinNetwork.REGTEST, key(), key(), key()); // borrower, lender, arbiter
        System.out.println("Descriptor, for any wallet: " + vault.descriptor());
        System.out.println("Collateral of loan 7 goes to " + vault.address(7).address());
        MarginRules margin = MarginRules.plain("50", "70", "80"); // per cent: initial, margin call, liquidation
        var collateral = margin.initial().collateralFor(BigMoney.parse("USD 30000"), Price.parse("USD 60000"));
        System.out.println("30,000 dollars need " + collateral.toFriendlyString());
    }

    private static AccountKey key() { // each party makes its own, and hands out only this public half
        MasterKey master = MasterKey.generate(new SecureRandom());
        return master.account(BitcoinNetwork.REGTEST, 0).publicKey();
    }
}
