package org.escrowkit.core.loan;

import java.time.LocalDate;
import org.joda.money.BigMoney;

public record Debt(BigMoney principal, BigMoney carried, LocalDate since) {
    static Debt disbursed(BigMoney principal, Interest interest, LocalDate start) {
        return new Debt(principal, BigMoney.zero(principal.getCurrencyUnit()), start);
    }

    public BigMoney owed(Interest interest, LocalDate on) {
        return principal.plus(carried);
    }

    Debt pay(BigMoney amount, Interest interest, LocalDate on) {
        return new Debt(principal.minus(amount), carried, on);
    }

    Debt stated(BigMoney owed, LocalDate on) {
        return new Debt(owed, carried, on);
    }

    public BigMoney overdue(Interest interest, LocalDate maturity, LocalDate on) {
        return on.isBefore(maturity) ? BigMoney.zero(principal.getCurrencyUnit()) : owed(interest, on);
    }

    Debt reducedBy(BigMoney credit) {
        return new Debt(principal.minus(credit), carried, since);
    }
}
