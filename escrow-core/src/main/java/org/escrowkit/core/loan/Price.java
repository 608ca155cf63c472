package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/**
 * What one bitcoin is worth, as an exact decimal with its currency.
 *
 * @param ofOneBitcoin above zero, below 10^18, with at most 18 decimals
 */
public record Price(BigMoney ofOneBitcoin) {
    private static final int SATOSHI_DIGITS = 8;
    static final int MOST_DECIMALS = 18;
    static final BigDecimal LEAST = BigDecimal.ONE.movePointLeft(MOST_DECIMALS);
    /** Nothing that takes long to read, such as an exponent. */
    private static final Pattern TEXT = Pattern.compile("[A-Z]{3} [0-9]{1,18}(\\.[0-9]{1,18})?");

    private static final BigDecimal BOUND = BigDecimal.ONE.movePointRight(18);
    static final BigDecimal MOST = BOUND.subtract(LEAST);

    public Price {
        if (!ofOneBitcoin.isPositive()) {
            throw new IllegalArgumentException("a price is above zero: " + ofOneBitcoin);
        }
        BigDecimal amount = ofOneBitcoin.getAmount();
        if (amount.scale() > MOST_DECIMALS || amount.compareTo(BOUND) >= 0) {
            throw new IllegalArgumentException("a price is below 10^18 and has at most " + MOST_DECIMALS + " decimals");
        }
    }

    /**
     * From text such as {@code "USD 60000"} or {@code "USD 60000.25"}.
     *
     * @throws IllegalArgumentException unless it is a currency and plain decimal digits, above zero
     */
    public static Price parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("no price: " + text);
        }
        return new Price(BigMoney.parse(text));
    }

    /** The exact worth of an amount. */
    public BigMoney worth(Coin amount) {
        return ofOneBitcoin.multipliedBy(BigDecimal.valueOf(amount.value, SATOSHI_DIGITS));
    }

    /**
     * The bitcoin that an amount of money is worth, rounded up to a satoshi: who is owed the money loses nothing.
     *
     * @throws CurrencyMismatchException if the money is in another currency
     * @throws ArithmeticException if that is more than 64 bits of satoshis
     */
    public Coin buys(BigMoney money) {
        return buys(money, BigDecimal.ONE);
    }

    /** The bitcoin whose worth at this price, times {@code share}, is the money; rounded up to a satoshi. */
    Coin buys(BigMoney money, BigDecimal share) {
        return Coin.valueOf(satoshis(money, BigDecimal.ONE, share).longValueExact());
    }

    /** The least bitcoin whose worth, times {@code share}, is at least the money times {@code factor}; bounded. */
    Coin atLeast(BigMoney money, BigDecimal factor, BigDecimal share) {
        return bounded(satoshis(money, factor, share));
    }

    private BigDecimal satoshis(BigMoney money, BigDecimal factor, BigDecimal share) {
        Decimals.requireSameCurrency(money, ofOneBitcoin);
        return money.getAmount()
                .multiply(factor)
                .movePointRight(SATOSHI_DIGITS)
                .divide(ofOneBitcoin.getAmount().multiply(share), 0, RoundingMode.CEILING);
    }

    /**
     * So many satoshis, or all that there will ever be: a crash of the price must not stop a loan from being judged,
     * and no collateral is as much.
     */
    static Coin bounded(BigDecimal satoshis) {
        return Coin.valueOf(
                satoshis.min(BigDecimal.valueOf(BitcoinNetwork.MAX_MONEY.value)).longValueExact());
    }

    /** Whether this and another one differ by more than a share of the other. */
    public boolean deviates(Price other, BigDecimal share) {
        BigDecimal difference =
                ofOneBitcoin.minus(other.ofOneBitcoin).getAmount().abs();
        return difference.compareTo(other.ofOneBitcoin.getAmount().multiply(share)) > 0;
    }

    @Override
    public String toString() {
        return ofOneBitcoin.toString();
    }
}
