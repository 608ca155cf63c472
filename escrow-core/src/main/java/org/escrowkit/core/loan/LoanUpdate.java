package org.escrowkit.core.loan;

import java.util.List;

/** The loan after an event, and what to do about it once that is stored. */
public record LoanUpdate(Loan loan, List<LoanAction> actions) {
    public LoanUpdate {
        actions = List.copyOf(actions);
    }
}
