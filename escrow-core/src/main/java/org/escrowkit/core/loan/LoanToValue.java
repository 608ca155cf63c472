package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/**
 * A debt against the worth of its collateral. Thresholds are compared exactly, by multiplication; only the percentage
 * for people is rounded.
 */
public record LoanToValue(BigMoney debt, Price price, Coin collateral) {
    private static final int PERCENT_DIGITS = 2;

    /**
     * Whether debt divided by worth is at least this threshold.
     *
     * @throws org.joda.money.CurrencyMismatchException if debt and price are in different currencies
     */
    public boolean reaches(Ltv threshold) {
        return threshold.reachedBy(debt, price.worth(collateral));
    }

    /** For people: in percent, rounded up to two digits, so that it never looks better than it is. */
    public String percent() {
        BigMoney worth = price.worth(collateral);
        if (worth.isZero()) {
            return debt.isZero() ? "0 %" : "∞";
        }
        BigDecimal percent =
                debt.getAmount().movePointRight(2).divide(worth.getAmount(), PERCENT_DIGITS, RoundingMode.CEILING);
        return percent.toPlainString() + " %";
    }
}
