package org.escrowkit.wallet.node;

import org.bitcoinj.base.Coin;

/** What the node's mempool says to a transaction. */
public sealed interface MempoolVerdict {
    /**
     * It would be taken.
     *
     * @param fee that it pays
     * @param virtualSize in virtual bytes, as the node counts them
     */
    record Allowed(Coin fee, long virtualSize) implements MempoolVerdict {}

    /** It would be refused, for a reason such as {@code min relay fee not met} or {@code missing-inputs}. */
    record Refused(String reason) implements MempoolVerdict {}
}
