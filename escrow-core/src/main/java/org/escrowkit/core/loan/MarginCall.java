package org.escrowkit.core.loan;

import java.time.Instant;

/** The borrower is asked for more collateral or a repayment, until the position's {@code cureBy}. */
public record MarginCall(Position position) implements Running {
    @Override
    public MarginCall with(Position changed) {
        return new MarginCall(changed);
    }

    @Override
    public boolean countsBreaches() {
        return true;
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        return Margin.assess(changed, terms, now);
    }

    @Override
    public String name() {
        return "margin call";
    }
}
