package org.escrowkit.core.policy;

import org.bitcoinj.base.Coin;

/** From least to most, both allowed. */
record FeeRange(Coin least, Coin most) {
    boolean contains(Coin fee) {
        return !fee.isLessThan(least) && !fee.isGreaterThan(most);
    }
}
