package org.escrowkit.wallet.node;

import org.bitcoinj.base.BitcoinNetwork;

/** The node follows another chain than the one we are set up for. Nothing it says may be used. */
public final class WrongChainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final BitcoinNetwork expected;

    WrongChainException(BitcoinNetwork expected, String found) {
        super("the node is not on " + expected + ": it has " + found);
        this.expected = expected;
    }

    /** The network that we are set up for. */
    public BitcoinNetwork expected() {
        return expected;
    }
}
