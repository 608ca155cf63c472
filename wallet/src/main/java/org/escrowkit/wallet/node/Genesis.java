package org.escrowkit.wallet.node;

import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;

/** How a network is told from another: its name in the node's RPC and its first block. */
final class Genesis {
    private static final Sha256Hash MAINNET =
            Sha256Hash.wrap("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    private static final Sha256Hash TESTNET =
            Sha256Hash.wrap("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943");
    private static final Sha256Hash SIGNET =
            Sha256Hash.wrap("00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6");
    private static final Sha256Hash REGTEST =
            Sha256Hash.wrap("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

    private Genesis() {}

    static Sha256Hash hash(BitcoinNetwork network) {
        return switch (network) {
            case MAINNET -> MAINNET;
            case TESTNET -> TESTNET;
            case SIGNET -> SIGNET;
            case REGTEST -> REGTEST;
        };
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
