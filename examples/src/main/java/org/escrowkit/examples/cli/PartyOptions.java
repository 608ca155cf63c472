package org.escrowkit.examples.cli;

import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which keys of a master key a command is about. */
final class PartyOptions {
    @Mixin
    private ChainOption chain = new ChainOption();

    @Option(
            names = "--account",
            paramLabel = "N",
            defaultValue = "0",
            description = "The number of the account (BIP48), 0 by default.")
    private int account;

    AccountSecret secret(MasterKey key) {
        return key.account(chain.network(), account);
    }

    PublicKeys of(MasterKey key) {
        BitcoinNetwork network = chain.network();
        try (AccountSecret secret = secret(key);
                ContractSecret contract = key.contractKey(network, account)) {
            String coin = network == BitcoinNetwork.MAINNET ? "0h" : "1h";
            return new PublicKeys(
                    chain.chain, secret.publicKey(), contract.publicKey(), "m/340h/" + coin + "/" + account + "h");
        }
    }
}
