package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/**
 * How much collateral settles how much debt. Satoshis for the lender are rounded up, and so is the money by which they
 * reduce the debt: each side loses less than one unit to the other.
 *
 * <p>Penalties are shares: 0.05 lets the lender take 5 % more than what is owed. Amounts that are negative, or above 21
 * million bitcoin, throw {@link IllegalArgumentException}, a debt in another currency than the price
 * {@link CurrencyMismatchException}.
 */
public final class MarginMath {
    private static final int SATOSHI_DIGITS = 8;

    /** Of the worth of a sale, what at least must go into a better ratio rather than into keeping the one there is. */
    private static final BigDecimal LEAST_EFFECT = new BigDecimal("0.01");

    private MarginMath() {}

    /**
     * What pays the whole debt and the penalty: {@code owed · (1 + penalty) / price}, rounded up to a satoshi. At most
     * 21 million bitcoin, which is more than any collateral.
     */
    public static Coin seizure(BigMoney owed, BigDecimal penalty, Price price) {
        return price.atLeast(Decimals.notNegative(owed, "debt"), withPenalty(penalty), BigDecimal.ONE);
    }

    /**
     * By how much the debt falls when the lender takes so much: {@code sold · price / (1 + penalty)}, rounded up to the
     * currency's minor unit. For a {@link #seizure} this can be more than what was owed, by that rounding.
     */
    public static BigMoney credited(Coin sold, Price price, BigDecimal penalty) {
        requireAmount(sold);
        BigMoney worth = price.worth(sold);
        int places = worth.getCurrencyUnit().getDecimalPlaces();
        BigDecimal credit = worth.getAmount().divide(withPenalty(penalty), places, RoundingMode.CEILING);
        return BigMoney.of(worth.getCurrencyUnit(), credit);
    }

    /**
     * The least that the lender must take so that the rest of the debt, over the worth of the rest of the collateral,
     * is not above the target; zero where it is not above it anyway. The fee is paid from the collateral.
     *
     * <p>Empty where only a full liquidation would do: where the target is not reached before the whole debt is paid or
     * the collateral is gone, or where selling hardly helps, because {@code target · (1 + penalty)} is above 0.99.
     */
    public static Optional<Coin> leastSale(
            BigMoney owed, Coin collateral, Coin fee, Price price, BigDecimal penalty, Ltv target) {
        requireAmount(collateral);
        requireAmount(fee);
        Coin most = collateral.subtract(fee);
        if (Decimals.notNegative(owed, "debt").isZero()) {
            return Optional.of(Coin.ZERO);
        }
        BigDecimal factor = withPenalty(penalty);
        // Over target.worth: of each unit of worth sold, (1 - target · factor) / factor moves the ratio.
        BigDecimal effect = BigDecimal.valueOf(target.worth())
                .subtract(BigDecimal.valueOf(target.debt()).multiply(factor));
        if (effect.compareTo(BigDecimal.valueOf(target.worth()).multiply(LEAST_EFFECT)) < 0) {
            return Optional.empty();
        }
        Coin sold = lowerBound(owed, most, price, factor, target, effect);
        // The credit rises in steps of the minor unit, and the ratio only gets worse within a step: it is enough to
        // look
        // at where steps begin, and there are at most 1 / LEAST_EFFECT of them until the exact credit would do.
        while (sold.isLessThan(most)) {
            BigMoney credit = credited(sold, price, penalty);
            BigMoney left = owed.minus(credit);
            if (!left.isPositive()) {
                return Optional.empty();
            }
            if (target.allows(left, price.worth(most.subtract(sold)))) {
                return Optional.of(sold);
            }
            sold = above(
                    credit.getAmount().multiply(factor), price.ofOneBitcoin().getAmount());
        }
        return Optional.empty();
    }

    /**
     * The most that can go back to the borrower so that the rest stands at the ratio or below; zero where nothing can.
     * The fee is paid from the collateral.
     */
    public static Coin excess(BigMoney owed, Coin collateral, Coin fee, Price price, Ltv downTo) {
        requireAmount(collateral);
        requireAmount(fee);
        Coin free = collateral.subtract(fee).subtract(downTo.collateralFor(owed, price));
        return free.isNegative() ? Coin.ZERO : free;
    }

    /** Below this even a credit that is a whole minor unit too high would not do. */
    private static Coin lowerBound(
            BigMoney owed, Coin most, Price price, BigDecimal factor, Ltv target, BigDecimal effect) {
        BigDecimal unit = BigDecimal.ONE.movePointLeft(owed.getCurrencyUnit().getDecimalPlaces());
        BigMoney missing = owed.minus(unit)
                .multipliedBy(target.worth())
                .minus(price.worth(most).multipliedBy(target.debt()));
        if (missing.isNegative()) {
            return Coin.ZERO;
        }
        return above(
                missing.getAmount().multiply(factor),
                price.ofOneBitcoin().getAmount().multiply(effect));
    }

    /** The first satoshi above {@code money / price}; 21 million bitcoin where there is none. */
    private static Coin above(BigDecimal money, BigDecimal price) {
        BigDecimal satoshis = money.movePointRight(SATOSHI_DIGITS)
                .divide(price, 0, RoundingMode.FLOOR)
                .add(BigDecimal.ONE);
        return Price.bounded(satoshis);
    }

    private static BigDecimal withPenalty(BigDecimal penalty) {
        return BigDecimal.ONE.add(Decimals.share(penalty, "a penalty"));
    }

    private static void requireAmount(Coin amount) {
        if (amount.isNegative() || amount.isGreaterThan(BitcoinNetwork.MAX_MONEY)) {
            throw new IllegalArgumentException("no amount of bitcoin: " + amount.value + " sat");
        }
    }
}
