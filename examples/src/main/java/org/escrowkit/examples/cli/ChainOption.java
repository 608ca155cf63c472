package org.escrowkit.examples.cli;

import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.vault.Chain;
import picocli.CommandLine.Option;

/** Which chain a command is about. */
final class ChainOption {
    @Option(
            names = "--chain",
            paramLabel = "CHAIN",
            defaultValue = "${env:ESCROWKIT_CHAIN:-regtest}",
            description = "mainnet, testnet3, testnet4, signet or regtest, which is the default, "
                    + "unless ESCROWKIT_CHAIN names another.")
    Chain chain = Chain.REGTEST;

    BitcoinNetwork network() {
        return chain.network();
    }
}
