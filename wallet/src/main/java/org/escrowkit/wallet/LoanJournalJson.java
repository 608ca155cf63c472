package org.escrowkit.wallet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.LoanUpdate;
import org.escrowkit.wallet.audit.AuditFault;
import org.escrowkit.wallet.audit.AuditJson;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.audit.EvidenceJson;
import org.escrowkit.wallet.audit.Printable;
import org.escrowkit.wallet.store.StoredLoan;

/** Writes {@link LoanJournal#writeJson}, replaying the loan beside its rows. */
final class LoanJournalJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private Optional<Loan> loan = Optional.empty();

    private LoanJournalJson(JsonGenerator json) {
        this.json = json;
    }

    static void write(LoanJournal journal, StoredLoan stored, Writer out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
            new LoanJournalJson(json).write(journal, stored);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(LoanJournal journal, StoredLoan stored) throws IOException {
        json.writeStartObject();
        json.writeStringField("loan", stored.id().text());
        json.writeStringField("contract", stored.loan().terms().fingerprint().toString());
        json.writeStringField("state", stored.loan().state().name());
        json.writeArrayFieldStart("rows");
        for (AuditRow row :
                journal.rows().subList(0, Math.toIntExact(journal.head().number()))) {
            write(row);
        }
        json.writeEndArray();
        if (journal.tampered().isPresent()) {
            new AuditJson(json).fault(AuditFault.CHANGED, journal.tampered().getAsLong(), "not as it was written");
        } else {
            new AuditJson(json).intact(journal.head());
        }
        json.writeBooleanField("accountsForTheLoan", journal.accountsFor(stored));
        json.writeEndObject();
    }

    private void write(AuditRow row) throws IOException {
        json.writeStartObject();
        new AuditJson(json).row(row);
        json.writeStringField("says", LoanWords.of(row));
        write(JournalRow.decode(row));
        json.writeStringField("body", row.body().toHex());
        json.writeEndObject();
    }

    private void write(JournalRow row) throws IOException {
        LoanEventJson events = new LoanEventJson(json);
        if (row instanceof JournalRow.Opened opened) {
            loan = Optional.of(opened.loan());
            json.writeStringField("after", opened.loan().state().name());
        } else if (row instanceof JournalRow.Changed changed) {
            events.write(changed.event());
            replay(changed.event());
        } else if (row instanceof JournalRow.Refused refused) {
            events.write(refused.command());
            json.writeStringField("because", Printable.of(refused.reason()));
        } else if (row instanceof JournalRow.Shown shown) {
            new EvidenceJson(json).write(shown.evidence());
        } else if (row instanceof JournalRow.Moved moved) {
            events.write(moved.deposit());
        }
    }

    private void replay(LoanEvent event) throws IOException {
        Loan before = loan.orElseThrow();
        Optional<LoanUpdate> update = update(before, event);
        Loan after = update.map(LoanUpdate::loan).orElse(before);
        json.writeStringField("before", before.state().name());
        json.writeStringField("after", after.state().name());
        json.writeArrayFieldStart("asksFor");
        for (LoanAction action : update.map(LoanUpdate::actions).orElse(List.of())) {
            json.writeString(LoanWords.of(action));
        }
        json.writeEndArray();
        loan = Optional.of(after);
    }

    private static Optional<LoanUpdate> update(Loan loan, LoanEvent event) {
        if (event instanceof Fact fact) {
            return Optional.of(loan.on(fact));
        }
        return loan.on((Command) event) instanceof Decision.Accepted accepted
                ? Optional.of(accepted.update())
                : Optional.empty();
    }
}
