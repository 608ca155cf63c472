package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/** Exact decimals in the one form that equal values share, and the rounding to what a currency can pay. */
final class Decimals {
    private static final int MOST_DECIMALS = 12;
    private static final BigDecimal BOUND = new BigDecimal("1000000");

    private Decimals() {}

    /**
     * A rate or share without trailing zeros, so that 0.10 equals 0.1.
     *
     * @param what the name of the value, for the message
     * @throws IllegalArgumentException below zero, from a million on, or with more than twelve decimals
     */
    static BigDecimal share(BigDecimal value, String what) {
        BigDecimal bare = value.stripTrailingZeros();
        boolean sane = bare.signum() >= 0 && bare.scale() <= MOST_DECIMALS && bare.compareTo(BOUND) < 0;
        if (!sane) {
            throw new IllegalArgumentException(
                    what + " is a decimal of at most " + MOST_DECIMALS + " places, from 0 on and below " + BOUND);
        }
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    /** Up to what the currency can pay: the cent of a dollar, the yen. */
    static BigMoney roundedUp(BigMoney amount) {
        return amount.withScale(amount.getCurrencyUnit().getDecimalPlaces(), RoundingMode.CEILING);
    }

    /** The one form of equal amounts: without trailing zeros beyond the currency's minor unit. */
    static BigMoney plain(BigMoney amount) {
        int scale = amount.getAmount().stripTrailingZeros().scale();
        return amount.withScale(Math.max(scale, amount.getCurrencyUnit().getDecimalPlaces()));
    }

    /** Nothing, in the currency of an amount and its minor unit. */
    static BigMoney nothing(BigMoney amount) {
        return BigMoney.zero(amount.getCurrencyUnit(), amount.getCurrencyUnit().getDecimalPlaces());
    }

    /** Whether the currency can pay exactly that. */
    static boolean isPayable(BigMoney amount) {
        return amount.isEqual(roundedUp(amount));
    }

    /** @throws CurrencyMismatchException unless both are in one currency */
    static void requireSameCurrency(BigMoney one, BigMoney other) {
        if (!one.isSameCurrency(other)) {
            throw new CurrencyMismatchException(one.getCurrencyUnit(), other.getCurrencyUnit());
        }
    }

    /** @throws IllegalArgumentException for a negative amount */
    static BigMoney notNegative(BigMoney amount, String what) {
        if (amount.isNegative()) {
            throw new IllegalArgumentException(what + " is not negative: " + amount);
        }
        return amount;
    }
}
