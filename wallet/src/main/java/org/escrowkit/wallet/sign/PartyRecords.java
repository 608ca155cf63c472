package org.escrowkit.wallet.sign;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.SigningHistory;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;

/**
 * What a party remembers: what its log has, and nothing else. Each thing is on the disk before it is known here, so
 * that a party that dies knows afterwards what it knew, and perhaps one row more. Guarded by the party.
 */
final class PartyRecords {
    /**
     * Of what is done and may be asked for once more, as many as these are known; older ones are in the log alone. They
     * are reasoned, handed out and signed anew.
     */
    static final int LATEST = 1_000;

    private Optional<AuditLog> log = Optional.empty();
    private SigningHistory history = SigningHistory.NONE;
    private final Set<Sha256Hash> reasons = Collections.newSetFromMap(latest());
    private final Map<Sha256Hash, Handout> waiting = new LinkedHashMap<>();
    private final Map<Sha256Hash, Done> done = latest();

    /** @param handout of what a device has signed */
    private record Done(List<ByteString> signatures, Optional<Handout> handout) {}

    private static <V> Map<Sha256Hash, V> latest() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Sha256Hash, V> eldest) {
                return size() > LATEST;
            }
        };
    }

    void keepIn(AuditLog opened) {
        log = Optional.of(opened);
    }

    Optional<AuditLog> log() {
        return log;
    }

    SigningHistory history() {
        return history;
    }

    /** What was handed out and not taken back, oldest first. */
    List<Handout> waiting() {
        return List.copyOf(waiting.values());
    }

    Optional<Handout> handout(Sha256Hash txid) {
        return Optional.ofNullable(waiting.get(txid)).or(() -> done(txid).flatMap(Done::handout));
    }

    /** What this party's keys gave for a transaction of late. */
    Optional<List<ByteString>> signatures(Sha256Hash txid) {
        return done(txid).map(Done::signatures);
    }

    private Optional<Done> done(Sha256Hash txid) {
        return Optional.ofNullable(done.get(txid));
    }

    void remember(AuditRow row) {
        learn(PartyRow.decode(row));
    }

    void look(Loan loan, Instant now) {
        List<ContractFingerprint> contract = List.of(loan.terms().fingerprint());
        history.looking(loan, now).forEach(event -> add(new PartyRow.History(contract, event), now));
    }

    /** What is about to be signed, and why. To say the same again adds nothing. */
    void decide(ApprovedSpend approved, Instant now) {
        for (LoanCase settled : approved.cases()) {
            var why = new PartyRow.Reasons(settled.loan().terms().fingerprint(), settled.evidence());
            if (!reasons.contains(identity(why))) {
                add(why, now);
            }
        }
        HistoryEvent.Signed decision = history.signing(approved, now);
        if (!history.isKnown(decision)) {
            add(new PartyRow.History(Handout.contracts(approved.cases()), decision), now);
        }
    }

    void handOut(Handout handout, Instant now) {
        add(new PartyRow.HandedOut(handout.contracts(), handout.psbt(), handout.keys()), now);
    }

    void add(PartyRow row, Instant now) {
        log.ifPresent(open -> open.append(now, row.kind(), row.encode()));
        learn(row);
    }

    private void learn(PartyRow row) {
        if (row instanceof PartyRow.History added) {
            history = history.after(added.event());
        } else if (row instanceof PartyRow.Reasons why) {
            reasons.add(identity(why));
        } else if (row instanceof PartyRow.HandedOut out) {
            Handout handout = new Handout(out.contracts(), out.psbt(), out.keys());
            waiting.put(handout.txid(), handout);
        } else if (row instanceof PartyRow.Signatures given) {
            done.put(given.txid(), new Done(given.signatures(), Optional.ofNullable(waiting.remove(given.txid()))));
        }
    }

    private static Sha256Hash identity(PartyRow.Reasons why) {
        return Sha256Hash.of(why.encode().toByteArray());
    }
}
