package org.escrowkit.examples.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.wallet.LoanJournal;
import org.escrowkit.wallet.LoanWords;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoredLoan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened to a loan. */
@Command(
        name = "journal",
        description =
                "Print what happened to a loan, verify that nothing of it was changed, and that it makes the loan "
                        + "as it is stored.")
final class LoanJournalCommand implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(paramLabel = LoanCommand.ID, converter = LoanIdText.class, description = LoanCommand.NAME)
    private LoanId id = LoanId.of("none");

    @Option(names = "--verify", description = "Leave the rows out.")
    private boolean verdictAlone;

    @Option(
            names = "--head",
            paramLabel = "N:HASH",
            converter = HeadText.class,
            description = "A head that was noted before: the journal is to hold it still, or it is an older copy.")
    private Optional<AuditHead> known = Optional.empty();

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanJournalCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        List<AuditRow> rows = new ArrayList<>();
        StoredLoan stored;
        try (EscrowStore store = place.store()) {
            stored = LoanPlace.loan(store, id);
            store.loans().journal(id, rows::add);
        }
        LoanJournal journal = LoanJournal.of(rows);
        if (escrow.json() && !verdictAlone) {
            StringWriter text = new StringWriter();
            journal.writeJson(stored, text);
            escrow.console().out().println(text);
        }
        requireSound(journal, stored);
        if (!verdictAlone && !escrow.json()) {
            rows.forEach(this::print);
        }
        if (verdictAlone || !escrow.json()) {
            String head = HeadText.of(journal.head());
            escrow.answer(
                    rows.size()
                            + " rows, none changed, which make the loan as it is stored. Head, to be kept elsewhere: "
                            + head,
                    Json.object("loan", id, "intact", true, "accounts_for_the_loan", true, "head", head));
        }
        return Exit.DONE;
    }

    private void print(AuditRow row) {
        escrow.console().out().printf("%6d  %s  %-8s %s%n", row.number(), row.at(), row.kind(), LoanWords.of(row));
    }

    private void requireSound(LoanJournal journal, StoredLoan stored) {
        if (journal.tampered().isPresent()) {
            throw changed("row " + journal.tampered().getAsLong() + " is not as it was written, all before it are");
        }
        if (!journal.accountsFor(stored)) {
            throw changed("its rows do not make the loan as it is stored");
        }
        known.filter(head -> !holds(journal, head)).ifPresent(lacking -> {
            throw changed("it lacks the head that is known, of row " + lacking.number());
        });
    }

    private static boolean holds(LoanJournal journal, AuditHead head) {
        return journal.rows().stream().anyMatch(row -> row.head().equals(head));
    }

    private Failure changed(String how) {
        return Failure.refused(
                "the journal of loan " + id + ": " + how,
                "Sign nothing for it: find out who wrote to the store, and restore a copy.");
    }
}
