package org.escrowkit.wallet.store;

import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.wallet.audit.AuditHead;

/**
 * A loan as it is stored.
 *
 * @param head the last row of its journal
 */
public record StoredLoan(LoanId id, AuditHead head, Loan loan) {
    /** How many rows its journal has: one more with each change. */
    public long version() {
        return head.number();
    }

    /** Whether anything but an event of its deposits can still happen to it. */
    public boolean isLive() {
        LoanState state = loan.state();
        boolean isOver = state instanceof Ended || state instanceof Cancelled;
        return !isOver
                || state.holdings().pending().isPositive()
                || !state.holdings().coins().isEmpty();
    }
}
