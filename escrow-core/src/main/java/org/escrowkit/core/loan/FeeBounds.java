package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;

/**
 * Between which bounds the fee of a settlement may lie: a fee too low never confirms, a fee too high is a theft by
 * miners or a mistake.
 *
 * @param floor the least rate that anybody signs
 * @param ceiling the highest rate that anybody signs
 * @param most the highest fee in all, above zero
 * @param share the highest share of the value that is spent: 0.1 is 10 %
 * @param bearer whose share pays it; where there is none, the other's does
 */
public record FeeBounds(FeeRate floor, FeeRate ceiling, Coin most, BigDecimal share, FeeBearer bearer) {
    /** 1 to 500 sat/vB, never more than a million satoshis or a tenth of the value; the borrower's share bears it. */
    public static final FeeBounds USUAL = new FeeBounds(
            FeeRate.ONE_SAT_PER_VB,
            FeeRate.ofSatsPerVb(500),
            Coin.valueOf(1_000_000),
            new BigDecimal("0.1"),
            FeeBearer.BORROWER);

    public FeeBounds {
        share = Decimals.share(share, "the fee's share");
        if (floor.compareTo(ceiling) > 0) {
            throw new IllegalArgumentException("fee floor above the ceiling");
        }
        if (!most.isPositive()) {
            throw new IllegalArgumentException("the highest fee is above zero: " + most.value + " sat");
        }
        if (share.signum() == 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("a share is above zero, and one at most: " + share);
        }
    }

    /** The rate that is nearest to an estimate and within the bounds. */
    public FeeRate clamp(FeeRate estimate) {
        FeeRate raised = estimate.max(floor);
        return raised.compareTo(ceiling) > 0 ? ceiling : raised;
    }

    /** The highest fee for spending this value, whatever the weight; rounded down to a satoshi. */
    public Coin most(Coin spent) {
        Coin ofShare = Coin.valueOf(BigDecimal.valueOf(spent.value)
                .multiply(share)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact());
        return ofShare.isLessThan(most) ? ofShare : most;
    }
}
