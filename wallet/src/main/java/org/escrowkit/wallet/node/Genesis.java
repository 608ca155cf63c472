package org.escrowkit.wallet.node;

import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;

/** How a network is told from another: its name in the node's RPC and its first block. */
final class Genesis {
    private Genesis() {}

    static Sha256Hash hash(BitcoinNetwork network) {
        Chain chain = switch (network) {
            case MAINNET -> Chain.MAINNET;
            case TESTNET -> Chain.TESTNET3;
            case SIGNET -> Chain.SIGNET;
            case REGTEST -> Chain.REGTEST;
        };
        return chain.genesis();
    }

    /** As in {@code getblockchaininfo}; bitcoinj's testnet is the third, not the fourth. */
    static String rpcName(BitcoinNetwork network) {
        return switch (network) {
            case MAINNET -> "main";
            case TESTNET -> "test";
            case SIGNET -> "signet";
            case REGTEST -> "regtest";
        };
    }
}
