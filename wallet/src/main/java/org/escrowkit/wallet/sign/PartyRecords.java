package org.escrowkit.wallet.sign;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
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
    private Optional<AuditLog> log = Optional.empty();
    private SigningHistory history = SigningHistory.NONE;
    private final Set<Sha256Hash> reasons = new HashSet<>();
    private final Map<Sha256Hash, Handout> handouts = new LinkedHashMap<>();
    private final Map<Sha256Hash, List<ByteString>> signatures = new HashMap<>();

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
        return handouts.values().stream()
                .filter(handout -> !signatures.containsKey(handout.txid()))
                .toList();
    }

    Optional<Handout> handout(Sha256Hash txid) {
        return Optional.ofNullable(handouts.get(txid));
    }

    /** What this party's keys gave for a transaction. */
    Optional<List<ByteString>> signatures(Sha256Hash txid) {
        return Optional.ofNullable(signatures.get(txid));
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
            handouts.put(handout.txid(), handout);
        } else if (row instanceof PartyRow.Signatures given) {
            signatures.put(given.txid(), given.signatures());
        }
    }

    private static Sha256Hash identity(PartyRow.Reasons why) {
        return Sha256Hash.of(why.encode().toByteArray());
    }
}
