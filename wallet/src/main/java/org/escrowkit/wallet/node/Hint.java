package org.escrowkit.wallet.node;

/** What something new may be about, true or not. */
public enum Hint {
    CHAIN,
    MEMPOOL
}
