package org.escrowkit.wallet;

import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanState;

/** What happened to a loan, in the order in which it happened. */
public sealed interface ServiceEvent {
    int loanNumber();

    /** The chain changed a deposit to the loan's address. */
    record DepositChanged(int loanNumber, DepositChange change) implements ServiceEvent {}

    /** The loan went from one kind of state to another. */
    record StateChanged(int loanNumber, LoanState before, LoanState after) implements ServiceEvent {}

    /** The loan asks for something to be done; broadcasting the service does itself. */
    record ActionDue(int loanNumber, LoanAction action) implements ServiceEvent {}
}
