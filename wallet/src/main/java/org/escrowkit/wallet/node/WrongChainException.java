package org.escrowkit.wallet.node;

import org.escrowkit.core.vault.Chain;

/** The node follows another chain than the one we are set up for. Nothing it says may be used. */
public final class WrongChainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Chain expected;

    WrongChainException(Chain expected, String found) {
        super("the node is not on " + expected + ": it has " + found);
        this.expected = expected;
    }

    /** The chain that we are set up for. */
    public Chain expected() {
        return expected;
    }
}
