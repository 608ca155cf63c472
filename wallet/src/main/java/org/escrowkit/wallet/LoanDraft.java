package org.escrowkit.wallet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.LoanUpdate;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStep;
import org.escrowkit.wallet.store.StoredLoan;

/**
 * One loan's way from one version to the next: what happens to it, what is written down of that, and who is told.
 * Nothing of it is so before its {@link #step} is stored.
 */
final class LoanDraft {
    /** Which price a loan was not given yet. */
    interface Missed extends Function<Loan, Optional<Fact.PriceObserved>> {}

    private final LoanId id;
    private final AuditHead before;
    private final Instant now;
    private final Missed missed;
    private final List<AuditRow> rows = new ArrayList<>();
    private final List<ByteString> notices = new ArrayList<>();
    private final List<Transaction> settlements = new ArrayList<>();
    private Loan loan;

    private LoanDraft(LoanId id, AuditHead before, Loan loan, Instant now, Missed missed) {
        this.id = id;
        this.before = before;
        this.loan = loan;
        this.now = now;
        this.missed = missed;
    }

    static LoanDraft of(StoredLoan stored, Instant now, Missed missed) {
        return new LoanDraft(stored.id(), stored.head(), stored.loan(), now, missed);
    }

    static LoanDraft opening(LoanId id, Loan loan, Instant now) {
        LoanDraft draft = new LoanDraft(id, AuditHead.NONE, loan, now, unused -> Optional.empty());
        draft.write(JournalKind.OPENED, LoanCodec.encode(loan));
        draft.announce(new ServiceEvent.Opened(loan.state().name()));
        return draft;
    }

    LoanId id() {
        return id;
    }

    Loan loan() {
        return loan;
    }

    /** Between a fact and the prices around it nothing may come, so that the loan knows what it cost then. */
    LoanDraft tell(Fact fact) {
        givePrice();
        give(fact);
        givePrice();
        return this;
    }

    LoanDraft givePrice() {
        missed.apply(loan).ifPresent(this::give);
        return this;
    }

    /** With the last price, and a liquidation on this day: what is owed is that of the day. */
    LoanDraft current() {
        givePrice();
        // All else is told the time after what the chain shows: a deposit may be there in time.
        return loan.state().demands().flatMap(SettlementIntent::decidedAt).isPresent() ? lookAtClock() : this;
    }

    private void give(Fact fact) {
        LoanUpdate update = loan.on(fact);
        if (!update.loan().equals(loan) || !update.actions().isEmpty()) {
            take(fact, update);
        }
    }

    /** What the chain now shows of it; a settlement that somebody else sent is recognised before. */
    LoanDraft look(Ledger ledger, Recognition recognition) {
        Holdings holdings = Holdings.of(ledger, loan.terms());
        if (holdings.equals(loan.state().holdings())) {
            return this;
        }
        current();
        for (Recognition.Recognised sent : recognition.of(loan, ledger)) {
            if (loan.on(sent.command()) instanceof Decision.Accepted accepted) {
                take(sent.command(), accepted.update());
                settlements.add(sent.transaction());
            }
        }
        return tell(new Fact.ChainObserved(holdings, now));
    }

    /** It is told the time only where that changes it: the price alone would change each loan at each look. */
    LoanDraft lookAtClock() {
        Fact.TimePassed time = new Fact.TimePassed(now);
        LoanUpdate update = loan.on(time);
        return update.loan().equals(loan) && update.actions().isEmpty() ? this : tell(time);
    }

    Decision put(Command command) {
        givePrice();
        Decision decision = loan.on(command);
        if (decision instanceof Decision.Accepted accepted) {
            take(command, accepted.update());
            givePrice();
        } else {
            String reason = ((Decision.Rejected) decision).reason();
            write(
                    JournalKind.REFUSED,
                    new FormWriter()
                            .bytes(LoanCodec.encode(command))
                            .text(reason)
                            .written());
        }
        return decision;
    }

    private void take(LoanEvent event, LoanUpdate update) {
        String name = loan.state().name();
        String next = update.loan().state().name();
        loan = update.loan();
        write(JournalKind.EVENT, LoanCodec.encode(event));
        if (!name.equals(next)) {
            announce(new ServiceEvent.StateChanged(name, next));
        }
        update.actions().forEach(action -> announce(new ServiceEvent.ActionDue(action)));
    }

    LoanDraft deposit(ServiceEvent.DepositChanged event) {
        write(JournalKind.DEPOSIT, ServiceEventForms.encode(event));
        announce(event);
        return this;
    }

    LoanDraft evidence(Evidence evidence, Transaction settlement) {
        write(JournalKind.EVIDENCE, EvidenceCodec.encode(evidence));
        settlements.add(settlement);
        return this;
    }

    LoanDraft trouble(ServiceEvent.ActionDue alarm, String words) {
        write(JournalKind.TROUBLE, ByteString.of(words.getBytes(StandardCharsets.UTF_8)));
        announce(alarm);
        return this;
    }

    private void write(JournalKind kind, ByteString body) {
        AuditHead head = rows.isEmpty() ? before : rows.get(rows.size() - 1).head();
        rows.add(AuditRow.after(head, now, kind.word(), body));
    }

    private void announce(ServiceEvent event) {
        notices.add(ServiceEventForms.encode(event));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    LoanStep step() {
        return new LoanStep(id, before, loan, rows, notices, settlements);
    }
}
