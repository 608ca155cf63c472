package org.escrowkit.wallet.price;

import java.math.BigDecimal;
import java.time.Duration;
import org.escrowkit.core.loan.PriceRules;

/**
 * When sources agree.
 *
 * @param quorum how many must, at least 1
 * @param maxAge of an answer that counts, above zero
 * @param maxDeviation by which share of the median an answer may differ and still agree: 0.02 is 2 %
 * @param deadline for all of them together, above zero
 * @param jumps which prices nobody believes at once
 * @param pauses for how long a source that fails is left alone
 */
public record QuorumRules(
        int quorum, Duration maxAge, BigDecimal maxDeviation, Duration deadline, JumpRules jumps, PauseRules pauses) {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    public QuorumRules {
        if (quorum < 1 || !isPositive(maxAge) || !isPositive(deadline) || maxDeviation.signum() < 0) {
            throw new IllegalArgumentException("a quorum has sources, some time and a deviation from zero on: " + quorum
                    + ", " + maxAge + ", " + deadline + ", " + maxDeviation);
        }
    }

    static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    /** So many within 1 % of the median, none older than a minute, and the usual rules for jumps and pauses. */
    public static QuorumRules usual(int quorum) {
        return new QuorumRules(
                quorum, Duration.ofMinutes(1), new BigDecimal("0.01"), DEADLINE, JumpRules.USUAL, PauseRules.USUAL);
    }

    /** As a loan's terms want it, with a deadline of 10 seconds and the usual rules for jumps and pauses. */
    public static QuorumRules of(PriceRules rules) {
        return new QuorumRules(
                rules.quorum(), rules.maxAge(), rules.maxDeviation(), DEADLINE, JumpRules.USUAL, PauseRules.USUAL);
    }
}
