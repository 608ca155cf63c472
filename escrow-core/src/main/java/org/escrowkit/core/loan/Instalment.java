package org.escrowkit.core.loan;

import java.time.LocalDate;
import org.joda.money.BigMoney;

/**
 * A part of a loan that is paid back on its own day.
 *
 * @param due the last day, of UTC, on which it is in time
 * @param amount principal and interest together, above zero, to the currency's minor unit
 */
public record Instalment(LocalDate due, BigMoney amount) {
    public Instalment {
        if (!amount.isPositive() || !Decimals.isPayable(amount)) {
            throw new IllegalArgumentException("an instalment can be paid, and is above zero: " + amount);
        }
        amount = Decimals.roundedUp(amount);
    }
}
