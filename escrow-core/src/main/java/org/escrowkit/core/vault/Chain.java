package org.escrowkit.core.vault;

import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;

/**
 * The public chains, each known by its first block. bitcoinj's {@link BitcoinNetwork} says how keys and addresses are
 * written, and testnet4 (BIP94) writes them as testnet3 does: where money on the one must not be taken for money on the
 * other, the chain is named and not the network.
 */
public enum Chain {
    MAINNET(BitcoinNetwork.MAINNET, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    TESTNET3(BitcoinNetwork.TESTNET, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    TESTNET4(BitcoinNetwork.TESTNET, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    SIGNET(BitcoinNetwork.SIGNET, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    REGTEST(BitcoinNetwork.REGTEST, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

    private final BitcoinNetwork network;
    private final String genesis;

    Chain(BitcoinNetwork network, String genesis) {
        this.network = network;
        this.genesis = genesis;
    }

    /** How keys and addresses of this chain are written. */
    public BitcoinNetwork network() {
        return network;
    }

    /** The hash of the first block, in the order in which it is shown. */
    public Sha256Hash genesis() {
        return Sha256Hash.wrap(genesis);
    }
}
