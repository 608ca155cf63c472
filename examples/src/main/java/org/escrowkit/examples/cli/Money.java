package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/** Amounts as people write them. */
final class Money {
    private static final Pattern MONEY = Pattern.compile("[A-Z]{3} [0-9]{1,15}(\\.[0-9]{1,4})?");
    private static final Pattern BTC = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,8})?");

    private Money() {}

    /** Such as {@code USD 100.00}. */
    static BigMoney parse(String text) {
        try {
            if (MONEY.matcher(text).matches()) {
                return BigMoney.parse(text);
            }
        } catch (IllegalArgumentException noCurrency) {
            throw refused(text).because(noCurrency);
        }
        throw refused(text);
    }

    private static Failure refused(String text) {
        return Failure.usage("'" + text + "' is no amount of money", "Write it as \"USD 100.00\".");
    }

    /** Such as {@code 0.5}. */
    static Coin btc(String text) {
        if (!BTC.matcher(text).matches()) {
            throw Failure.usage(
                    "'" + text + "' is no amount of bitcoin", "Write it as 0.5, with eight decimals at most.");
        }
        return Coin.ofBtc(new BigDecimal(text));
    }
}
