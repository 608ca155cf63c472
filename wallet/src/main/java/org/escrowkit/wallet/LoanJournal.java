package org.escrowkit.wallet;

import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.StoredLoan;

/**
 * What happened to a loan, from its first row on. Each row lies under a hash over itself and all before it, and the
 * events among them, replayed, give the loan as it is: so a change of either shows.
 *
 * @param rows in their order
 * @param tampered the number of the first row that is not as it was written, if there is one
 * @param replayed the loan that the rows up to there make
 */
public record LoanJournal(List<AuditRow> rows, OptionalLong tampered, Optional<Loan> replayed) {
    public LoanJournal {
        rows = List.copyOf(rows);
    }

    /** Of all rows that a store has of a loan, in their order. */
    public static LoanJournal of(List<AuditRow> rows) {
        AuditHead head = AuditHead.NONE;
        Optional<Loan> loan = Optional.empty();
        for (AuditRow row : rows) {
            try {
                if (!row.isAfter(head)) {
                    return new LoanJournal(rows, OptionalLong.of(head.number() + 1), loan);
                }
                loan = replay(row, loan);
            } catch (MalformedException changed) {
                return new LoanJournal(rows, OptionalLong.of(row.number()), loan);
            }
            head = row.head();
        }
        return new LoanJournal(rows, OptionalLong.empty(), loan);
    }

    private static Optional<Loan> replay(AuditRow row, Optional<Loan> before) {
        if (row.kind().equals(JournalKind.OPENED.word())) {
            return Optional.of(LoanCodec.decode(row.body()));
        }
        return row.kind().equals(JournalKind.EVENT.word())
                ? before.map(loan -> Loan.replay(loan, List.of(LoanCodec.decodeEvent(row.body()))))
                : before;
    }

    /** Whether this is all that happened to a loan, and makes just what is stored of it. */
    public boolean accountsFor(StoredLoan stored) {
        return tampered.isEmpty() && head().equals(stored.head()) && replayed.equals(Optional.of(stored.loan()));
    }

    /** Of the last row that is as it was written. To be kept elsewhere: an older copy of the journal lacks it. */
    public AuditHead head() {
        long whole = tampered.isPresent() ? tampered.getAsLong() - 1 : rows.size();
        return whole == 0
                ? AuditHead.NONE
                : rows.get(Math.toIntExact(whole - 1)).head();
    }

    /**
     * Writes the journal as JSON, one object: the loan's name, contract and state; {@code rows}, up to the first that
     * is not as it was written; {@code intact} with the {@code head}, or the {@code fault}; and whether it
     * {@code accountsForTheLoan}. Each row has its number, time, kind and hash, what it {@code says} in words, its
     * values, and the {@code body} that is hashed. Amounts are in satoshi, times in UTC (ISO 8601), hashes and bodies
     * in hexadecimal.
     *
     * @param stored what is stored of the loan
     * @param out is flushed, and not closed
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void writeJson(StoredLoan stored, Writer out) {
        LoanJournalJson.write(this, stored, out);
    }
}
