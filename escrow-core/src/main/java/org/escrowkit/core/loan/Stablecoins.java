package org.escrowkit.core.loan;

import org.joda.money.CurrencyUnit;

/**
 * Dollar tokens as currencies, so that loans in them are terms like any others: {@code BigMoney.parse("XUT 30000")}.
 *
 * <p>Currency codes have three letters (ISO 4217), so the tokens have codes of this library's own. They begin with X,
 * as those of no country do, and ISO 4217 has given out neither. Joda-Money learns them from the file
 * {@code META-INF/org/joda/money/CurrencyDataExtension.csv} in this library, before anything is parsed; an application
 * that packs its libraries into one file must keep it, joined with others of that name.
 */
public final class Stablecoins {
    /** Tether's USDT: code XUT, six decimals. */
    public static final CurrencyUnit USDT = CurrencyUnit.of("XUT");

    /** Circle's USDC: code XUC, six decimals. */
    public static final CurrencyUnit USDC = CurrencyUnit.of("XUC");

    private Stablecoins() {}
}
