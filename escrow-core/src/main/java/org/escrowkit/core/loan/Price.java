package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/**
 * What one bitcoin is worth, as an exact decimal with its currency.
 *
 * @param ofOneBitcoin above zero
 */
public record Price(BigMoney ofOneBitcoin) {
    private static final int SATOSHI_DIGITS = 8;

    public Price {
        if (!ofOneBitcoin.isPositive()) {
            throw new IllegalArgumentException("a price is above zero: " + ofOneBitcoin);
        }
    }

    /** From text such as {@code "USD 60000"}. */
    public static Price parse(String text) {
        return new Price(BigMoney.parse(text));
    }

    /** The exact worth of an amount. */
    BigMoney worth(Coin amount) {
        return ofOneBitcoin.multipliedBy(BigDecimal.valueOf(amount.value, SATOSHI_DIGITS));
    }

    /**
     * The bitcoin that an amount of money is worth, rounded up to a satoshi: who is owed the money loses nothing.
     *
     * @throws CurrencyMismatchException if the money is in another currency
     */
    public Coin buys(BigMoney money) {
        return buys(money, BigDecimal.ONE);
    }

    /** The bitcoin whose worth at this price, times {@code share}, is the money; rounded up to a satoshi. */
    Coin buys(BigMoney money, BigDecimal share) {
        if (!money.isSameCurrency(ofOneBitcoin)) {
            throw new CurrencyMismatchException(money.getCurrencyUnit(), ofOneBitcoin.getCurrencyUnit());
        }
        BigDecimal satoshis = money.getAmount()
                .movePointRight(SATOSHI_DIGITS)
                .divide(ofOneBitcoin.getAmount().multiply(share), 0, RoundingMode.CEILING);
        return Coin.valueOf(satoshis.longValueExact());
    }

    @Override
    public String toString() {
        return ofOneBitcoin.toString();
    }
}
