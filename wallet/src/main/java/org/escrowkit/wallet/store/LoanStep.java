package org.escrowkit.wallet.store;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;

/**
 * What happened to one loan, to be stored together.
 *
 * @param before the head of its journal that this stands on; number 0 for a new loan
 * @param after the loan then
 * @param rows of its journal, at least one
 * @param notices for the subscribers, in their order
 * @param settlements signed and complete, which the loan is settling by
 */
public record LoanStep(
        LoanId id,
        AuditHead before,
        Loan after,
        List<AuditRow> rows,
        List<ByteString> notices,
        List<Transaction> settlements) {
    public LoanStep {
        rows = List.copyOf(rows);
        notices = List.copyOf(notices);
        settlements = List.copyOf(settlements);
        if (rows.isEmpty() || rows.get(0).number() != before.number() + 1) {
            throw new IllegalArgumentException("loan " + id + ": no row that stands on " + before.number());
        }
    }

    /** The loan as it is stored once this is. */
    public StoredLoan stored() {
        AuditRow last = rows.get(rows.size() - 1);
        return new StoredLoan(id, new AuditHead(last.number(), last.hash()), after);
    }
}
