package org.escrowkit.core.loan;

import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;

/**
 * Between which bounds the fee of a settlement may lie: a fee too low never confirms, a fee too high is a theft by
 * miners or a mistake.
 *
 * @param floor the least rate that anybody signs
 * @param ceiling the highest rate that anybody signs
 * @param most the highest fee in all, above zero
 */
public record FeeBounds(FeeRate floor, FeeRate ceiling, Coin most) {
    /** 1 to 500 sat/vB, and never more than a million satoshis. */
    public static final FeeBounds USUAL =
            new FeeBounds(FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), Coin.valueOf(1_000_000));

    public FeeBounds {
        if (floor.compareTo(ceiling) > 0) {
            throw new IllegalArgumentException("fee floor above the ceiling");
        }
        if (!most.isPositive()) {
            throw new IllegalArgumentException("the highest fee is above zero: " + most.value + " sat");
        }
    }

    /** The rate that is nearest to an estimate and within the bounds. */
    public FeeRate clamp(FeeRate estimate) {
        FeeRate raised = estimate.max(floor);
        return raised.compareTo(ceiling) > 0 ? ceiling : raised;
    }
}
