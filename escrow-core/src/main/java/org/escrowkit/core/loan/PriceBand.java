package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/**
 * The prices between which nothing happens to a loan, in millionths of the currency. A price with at most six decimals
 * is compared exactly; for a finer one something may seem to happen a little early, never late.
 *
 * @param low at which, and below, something happens; {@link #NONE_BELOW} for never
 * @param high at which, and above, something happens; {@link #NONE_ABOVE} for never
 */
record PriceBand(long low, long high) {
    static final long NONE_BELOW = -1;
    static final long NONE_ABOVE = Long.MAX_VALUE;

    /** Nothing happens at any price. */
    static final PriceBand ALL = new PriceBand(NONE_BELOW, NONE_ABOVE);

    /** Something happens at every price. */
    static final PriceBand NOWHERE = new PriceBand(NONE_ABOVE, NONE_BELOW);

    private static final int DIGITS = 6;
    private static final int SATOSHI_DIGITS = 8;

    /** The highest price that is told apart from higher ones. */
    private static final BigDecimal MOST = BigDecimal.valueOf(NONE_ABOVE - 1);

    /** A price, rounded down, to be compared with {@link #low}. */
    static long down(BigDecimal price) {
        return millionths(price, RoundingMode.FLOOR);
    }

    /** A price, rounded up, to be compared with {@link #high}. */
    static long up(BigDecimal price) {
        return millionths(price, RoundingMode.CEILING);
    }

    private static long millionths(BigDecimal price, RoundingMode rounding) {
        return price.movePointRight(DIGITS).setScale(0, rounding).min(MOST).longValueExact();
    }

    boolean contains(Price price) {
        BigDecimal amount = price.ofOneBitcoin().getAmount();
        return down(amount) > low && up(amount) < high;
    }

    /** Both bands at once. */
    PriceBand and(PriceBand other) {
        return new PriceBand(Math.max(low, other.low), Math.min(high, other.high));
    }

    /** Until the ratio is reached from below: something happens from the price at which it is, downwards. */
    static PriceBand until(Ltv reached, BigMoney owed, Coin pledged) {
        if (!owed.isPositive()) {
            return ALL;
        }
        return pledged.isZero()
                ? NOWHERE
                : new PriceBand(quotient(reached, owed, pledged, RoundingMode.FLOOR), NONE_ABOVE);
    }

    /** Until the ratio is no longer reached: something happens at every price above the last at which it is. */
    static PriceBand whileReached(Ltv reached, BigMoney owed, Coin pledged) {
        if (!owed.isPositive()) {
            return NOWHERE;
        }
        return pledged.isZero()
                ? ALL
                : new PriceBand(NONE_BELOW, next(quotient(reached, owed, pledged, RoundingMode.FLOOR)));
    }

    /** Until the loan stands at the ratio or below: something happens from the price at which it does, upwards. */
    static PriceBand above(Ltv cure, BigMoney owed, Coin pledged) {
        if (!owed.isPositive()) {
            return NOWHERE;
        }
        return pledged.isZero() ? ALL : new PriceBand(NONE_BELOW, quotient(cure, owed, pledged, RoundingMode.CEILING));
    }

    /**
     * While the loan stands at the ratio or below: something happens at every price below the first at which it does.
     */
    static PriceBand whileAtMost(Ltv ratio, BigMoney owed, Coin pledged) {
        if (!owed.isPositive()) {
            return ALL;
        }
        return pledged.isPositive()
                ? new PriceBand(quotient(ratio, owed, pledged, RoundingMode.CEILING) - 1, NONE_ABOVE)
                : NOWHERE;
    }

    /** While a price does not differ by more than a share of another one. */
    static PriceBand around(Price price, BigDecimal share) {
        BigDecimal middle = price.ofOneBitcoin().getAmount();
        BigDecimal most = middle.multiply(share);
        return new PriceBand(up(middle.subtract(most)) - 1, next(down(middle.add(most))));
    }

    /** The price at which a debt over the worth of its collateral is exactly the ratio. */
    private static long quotient(Ltv ratio, BigMoney owed, Coin pledged, RoundingMode rounding) {
        BigDecimal debt = owed.getAmount().multiply(BigDecimal.valueOf(ratio.worth()));
        BigDecimal collateral = BigDecimal.valueOf(pledged.value).multiply(BigDecimal.valueOf(ratio.debt()));
        return debt.movePointRight(SATOSHI_DIGITS + DIGITS)
                .divide(collateral, 0, rounding)
                .min(MOST)
                .longValueExact();
    }

    /** The number after; what is beyond all is its own. */
    private static long next(long value) {
        return value >= NONE_ABOVE - 1 ? NONE_ABOVE - 1 : value + 1;
    }
}
