package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Function;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/**
 * All prices from one to another.
 *
 * @param lowest that is in it
 * @param highest that is in it, in the same currency, not below the lowest
 */
public record PriceRange(Price lowest, Price highest) {
    /** Fine enough to tell apart what differs by a satoshi of all the bitcoin that there will be. */
    private static final int DIGITS = 12;

    public PriceRange {
        Decimals.requireSameCurrency(lowest.ofOneBitcoin(), highest.ofOneBitcoin());
        if (lowest.ofOneBitcoin().isGreaterThan(highest.ofOneBitcoin())) {
            throw new IllegalArgumentException("no range: from " + lowest + " to " + highest);
        }
    }

    public static PriceRange of(Price price) {
        return new PriceRange(price, price);
    }

    /** As small as has both in it. */
    public PriceRange with(Price price) {
        return new PriceRange(lower(price, lowest) ? price : lowest, lower(highest, price) ? price : highest);
    }

    /** With what differs from its ends by no more than a share of them, as far as there are such prices. */
    public PriceRange widened(BigDecimal share) {
        return new PriceRange(
                times(lowest, BigDecimal.ONE.subtract(share), RoundingMode.CEILING),
                times(highest, BigDecimal.ONE.add(share), RoundingMode.FLOOR));
    }

    /** What is in both. */
    public Optional<PriceRange> and(PriceRange other) {
        Price from = lower(lowest, other.lowest) ? other.lowest : lowest;
        Price to = lower(highest, other.highest) ? highest : other.highest;
        return lower(to, from) ? Optional.empty() : Optional.of(new PriceRange(from, to));
    }

    public boolean contains(Price price) {
        return price.ofOneBitcoin().isSameCurrency(lowest.ofOneBitcoin())
                && !lower(price, lowest)
                && !lower(highest, price);
    }

    /**
     * The price at which an amount is this one, in whole minor units of the currency if there is such a price.
     *
     * @param falling the amount at each price: at a higher one it is not more
     */
    public Optional<Price> where(Function<Price, Coin> falling, Coin wanted) {
        BigInteger low = units(lowest, RoundingMode.CEILING);
        BigInteger high = units(highest, RoundingMode.FLOOR);
        while (low.compareTo(high) < 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (falling.apply(price(middle)).isGreaterThan(wanted)) {
                low = middle.add(BigInteger.ONE);
            } else {
                high = middle;
            }
        }
        if (!low.equals(high)) {
            return Optional.empty();
        }
        Price first = price(low);
        BigMoney money = first.ofOneBitcoin();
        Price rounded = new Price(money.withScale(money.getCurrencyUnit().getDecimalPlaces(), RoundingMode.CEILING));
        return contains(rounded) && falling.apply(rounded).equals(wanted)
                ? Optional.of(rounded)
                : Optional.of(first).filter(price -> falling.apply(price).equals(wanted));
    }

    private static BigInteger units(Price price, RoundingMode rounding) {
        return price.ofOneBitcoin()
                .getAmount()
                .movePointRight(DIGITS)
                .setScale(0, rounding)
                .toBigIntegerExact();
    }

    private Price price(BigInteger units) {
        return new Price(BigMoney.of(lowest.ofOneBitcoin().getCurrencyUnit(), new BigDecimal(units, DIGITS)));
    }

    private static boolean lower(Price one, Price other) {
        return one.ofOneBitcoin().isLessThan(other.ofOneBitcoin());
    }

    private static Price times(Price price, BigDecimal factor, RoundingMode rounding) {
        BigMoney money = price.ofOneBitcoin();
        BigDecimal amount = money.getAmount().multiply(factor).max(Price.LEAST).min(Price.MOST);
        int scale = Math.min(amount.scale(), Price.MOST_DECIMALS);
        return new Price(BigMoney.of(money.getCurrencyUnit(), amount.setScale(scale, rounding)));
    }
}
