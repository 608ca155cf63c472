package org.escrowkit.wallet.sign;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.HistoryCodec;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.policy.SigningHistory;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;

/**
 * One party at the table: reviews alone what it is asked to sign, and signs only what its review approves. Requests are
 * answered one after the other, from however many threads they come, and each is reviewed against what was signed
 * before it. With an {@link AuditLog} that holds across crashes: what is about to be signed is on the disk before the
 * signature exists.
 */
public final class SigningParty implements AutoCloseable {
    /** What a party answers. */
    public sealed interface Answer {
        /** @param psbt with this party's signatures added */
        record Signed(Psbt psbt) implements Answer {}

        record Refused(Review.Refused review) implements Answer {}
    }

    /**
     * The kinds of rows of a party's log: what adds to its history, the evidence it signed for, and what it refused.
     */
    private static final String HISTORY = "history";

    private static final String EVIDENCE = "evidence";
    private static final String REFUSAL = "refusal";

    private final Role role;
    private final Signer signer;
    private final SigningLimits limits;
    private Optional<AuditLog> log = Optional.empty();
    private SigningHistory history = SigningHistory.NONE;

    private SigningParty(Role role, Signer signer, SigningLimits limits) {
        this.role = role;
        this.signer = signer;
        this.limits = limits;
    }

    /** A party without limits of its own, that forgets what it signed when the process ends: for tests and trials. */
    public static SigningParty of(Role role, Signer signer) {
        return new SigningParty(role, signer, SigningLimits.NONE);
    }

    /**
     * A party that remembers.
     *
     * @param log the file of its audit log, which only this party has open; begun if there is none
     * @param known the log's head as it was kept elsewhere, so that an old copy is noticed
     * @throws AuditException if the log cannot be used or is not to be trusted
     */
    public static SigningParty open(
            Role role, Signer signer, SigningLimits limits, Path log, Optional<AuditHead> known) {
        SigningParty party = new SigningParty(role, signer, limits);
        party.log = Optional.of(AuditLog.open(log, known, party::remember));
        return party;
    }

    private synchronized void remember(AuditRow row) {
        if (row.kind().equals(HISTORY)) {
            history = history.after(HistoryCodec.decode(row.body()));
        }
    }

    /** The role that the party has in the vault. */
    public Role role() {
        return role;
    }

    public Signer signer() {
        return signer;
    }

    /** The head of its log, to be kept elsewhere; empty for a party without one. */
    public Optional<AuditHead> head() {
        return log.map(AuditLog::head);
    }

    /** Looks at a loan: from the first look at which it demands a settlement, waiting times run. */
    public synchronized void look(Loan loan, Instant now) {
        history.looking(loan, now).forEach(event -> add(event, now));
    }

    private void add(HistoryEvent event, Instant now) {
        write(now, HISTORY, HistoryCodec.encode(event));
        history = history.after(event);
    }

    private void write(Instant now, String kind, ByteString body) {
        log.ifPresent(open -> open.append(now, kind, body));
    }

    /**
     * Reviews and signs.
     *
     * @param psbt the binary form, as it arrived
     * @param settled the loan as this party's own records have it, and the evidence that came with the PSBT
     * @throws AuditException if the log cannot be written; then nothing is signed
     */
    public synchronized Answer reviewAndSign(byte[] psbt, LoanCase settled, ChainView view) {
        return answer(List.of(settled), view, records -> Policy.review(psbt, settled, records));
    }

    /**
     * As {@link #reviewAndSign}, for one transaction that liquidates many loans.
     *
     * @param cases all of them, in any order
     */
    public synchronized Answer reviewAndSignBatch(byte[] psbt, List<LoanCase> cases, ChainView view) {
        return answer(cases, view, records -> Policy.reviewBatch(psbt, cases, records));
    }

    private Answer answer(List<LoanCase> cases, ChainView view, Function<SignerRecords, Review> reviewer) {
        Instant now = view.now();
        cases.forEach(settled -> look(settled.loan(), now));
        Review review = reviewer.apply(new SignerRecords(role, view.ledger(), history, limits, now, view.chainTime()));
        if (review instanceof Review.Refused refused) {
            cases.forEach(settled -> write(now, REFUSAL, AuditBodies.refusal(refused, settled)));
            return new Answer.Refused(refused);
        }
        ApprovedSpend approved = ((Review.Approved) review).spend();
        cases.forEach(settled -> write(now, EVIDENCE, AuditBodies.evidence(settled)));
        add(history.signing(approved, now), now);
        return new Answer.Signed(signer.sign(approved));
    }

    @Override
    public void close() {
        log.ifPresent(AuditLog::close);
    }
}
