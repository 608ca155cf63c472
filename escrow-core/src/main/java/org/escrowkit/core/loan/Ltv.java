package org.escrowkit.core.loan;

import com.google.common.math.LongMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/**
 * A loan-to-value ratio as an exact, reduced fraction: many that contracts name, such as 150 % of collateral, have no
 * decimal. All comparisons multiply; only the percentage for people is rounded.
 *
 * @param debt the numerator, above zero
 * @param worth the denominator, above zero
 */
public record Ltv(long debt, long worth) implements Comparable<Ltv> {
    private static final int PERCENT_DIGITS = 2;

    /** At most nine digits on either side of the point, so that the fraction fits into 64 bits. */
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    public Ltv {
        if (debt <= 0 || worth <= 0) {
            throw new IllegalArgumentException("a loan-to-value is above zero, not " + debt + "/" + worth);
        }
        long common = LongMath.gcd(debt, worth);
        debt /= common;
        worth /= common;
    }

    /**
     * Debt in percent of the collateral's worth: {@code "70"}, {@code "62.5"}.
     *
     * @throws IllegalArgumentException unless these are plain decimal digits above zero
     */
    public static Ltv ofPercent(String percent) {
        if (!PERCENT.matcher(percent).matches()) {
            throw new IllegalArgumentException("no percentage: " + percent);
        }
        BigDecimal value = new BigDecimal(percent);
        long debt = value.unscaledValue().longValueExact();
        return new Ltv(debt, Math.multiplyExact(100L, LongMath.pow(10, value.scale())));
    }

    /** The collateral's worth in percent of the debt, as some lenders print it: {@code "150"} is 2/3. */
    public static Ltv ofCollateralPercent(String percent) {
        Ltv inverse = ofPercent(percent);
        return new Ltv(/* debt= */ inverse.worth, /* worth= */ inverse.debt);
    }

    /**
     * Whether a debt divided by the worth of its collateral is at least this: never for no debt, always for a debt
     * against nothing.
     *
     * @throws CurrencyMismatchException if the two are in different currencies
     */
    public boolean reachedBy(BigMoney owed, BigMoney collateralWorth) {
        return owed.isPositive() && compareWith(owed, collateralWorth) >= 0;
    }

    /**
     * Whether a debt divided by the worth of its collateral is at most this; no debt is, a debt against nothing is not.
     *
     * @throws CurrencyMismatchException if the two are in different currencies
     */
    public boolean allows(BigMoney owed, BigMoney collateralWorth) {
        return compareWith(owed, collateralWorth) <= 0;
    }

    private int compareWith(BigMoney owed, BigMoney collateralWorth) {
        return owed.multipliedBy(worth).compareTo(collateralWorth.multipliedBy(debt));
    }

    /**
     * The least collateral with which a debt does not stand above this ratio: rounded up to a satoshi. At most 21
     * million bitcoin, which is more than anybody has.
     *
     * @throws IllegalArgumentException if the debt is negative
     * @throws CurrencyMismatchException if debt and price are in different currencies
     */
    public Coin collateralFor(BigMoney owed, Price price) {
        return price.atLeast(Decimals.notNegative(owed, "debt"), BigDecimal.valueOf(worth), BigDecimal.valueOf(debt));
    }

    @Override
    public int compareTo(Ltv other) {
        return product(debt, other.worth).compareTo(product(other.debt, worth));
    }

    private static BigInteger product(long one, long other) {
        return BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
    }

    /** For people: in percent, to two digits, a half rounded up. */
    @Override
    public String toString() {
        BigDecimal percent = BigDecimal.valueOf(debt)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(worth), PERCENT_DIGITS, RoundingMode.HALF_UP);
        return percent.toPlainString() + " %";
    }
}
