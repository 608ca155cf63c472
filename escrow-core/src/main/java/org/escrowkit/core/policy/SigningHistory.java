package org.escrowkit.core.policy;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * What a signer did and was told before. A value: who signs makes the next one durable before the signature leaves.
 *
 * @param spends that he signed, oldest first
 * @param notices of settlements that are demanded now
 * @param sequences the highest number of each party's statements about each contract that he acted on
 */
public record SigningHistory(List<SignedSpend> spends, List<Notice> notices, Map<Speaker, Long> sequences) {
    public static final SigningHistory NONE = new SigningHistory(List.of(), List.of(), Map.of());

    /** A party that makes statements about a contract. */
    public record Speaker(ContractFingerprint contract, Role role) {}

    public SigningHistory {
        spends = List.copyOf(spends);
        notices = List.copyOf(notices);
        sequences = ImmutableMap.copyOf(sequences);
    }

    /**
     * What a look at a loan adds: what its state demands is noticed from then on, for as long as it demands it. Times
     * to contest and to cool off run from there.
     */
    public List<HistoryEvent> looking(Loan loan, Instant now) {
        ContractFingerprint contract = loan.terms().fingerprint();
        Optional<String> demanded = loan.state().demands().map(SigningHistory::kind);
        List<HistoryEvent> events = new ArrayList<>();
        for (Notice notice : notices) {
            boolean stands = demanded.filter(notice.kind()::equals).isPresent();
            if (notice.contract().equals(contract) && !stands) {
                events.add(new HistoryEvent.Withdrawn(notice));
            }
        }
        demanded.filter(kind -> since(contract, kind).isEmpty())
                .ifPresent(kind -> events.add(new HistoryEvent.Noticed(new Notice(contract, kind, now))));
        return events;
    }

    /** After a look at a loan. */
    public SigningHistory noticing(Loan loan, Instant now) {
        SigningHistory next = this;
        for (HistoryEvent event : looking(loan, now)) {
            next = next.after(event);
        }
        return next;
    }

    static String kind(SettlementIntent intent) {
        return intent.getClass().getSimpleName();
    }

    Optional<Instant> since(ContractFingerprint contract, String kind) {
        return notices.stream()
                .filter(notice ->
                        notice.contract().equals(contract) && notice.kind().equals(kind))
                .map(Notice::since)
                .findFirst();
    }

    /** What an approval that is about to be signed adds. */
    public HistoryEvent.Signed signing(ApprovedSpend approved, Instant now) {
        Map<Speaker, Long> heard = new HashMap<>();
        for (LoanCase settled : approved.cases()) {
            for (SignedStatement signed : settled.evidence().statements()) {
                for (Role role : signed.signers()) {
                    heard.merge(
                            new Speaker(signed.statement().contract(), role),
                            signed.statement().sequence(),
                            Math::max);
                }
            }
        }
        return new HistoryEvent.Signed(approved.toSignedSpend(now), heard);
    }

    /** After an approval that is about to be signed. To approve the same transaction again adds nothing. */
    public SigningHistory with(ApprovedSpend approved, Instant now) {
        return after(signing(approved, now));
    }

    public SigningHistory after(HistoryEvent event) {
        if (event instanceof HistoryEvent.Signed signed) {
            return after(signed);
        }
        List<Notice> next = new ArrayList<>(notices);
        if (event instanceof HistoryEvent.Withdrawn withdrawn) {
            next.remove(withdrawn.notice());
        } else if (event instanceof HistoryEvent.Noticed noticed) {
            next.add(noticed.notice());
        }
        return new SigningHistory(spends, next, sequences);
    }

    private SigningHistory after(HistoryEvent.Signed signed) {
        Map<Speaker, Long> heard = new HashMap<>(sequences);
        signed.heard().forEach((speaker, sequence) -> heard.merge(speaker, sequence, Math::max));
        List<SignedSpend> more = new ArrayList<>(spends);
        if (spends.stream()
                .noneMatch(before -> before.unsigned().equals(signed.spend().unsigned()))) {
            more.add(signed.spend());
        }
        return new SigningHistory(more, notices, heard);
    }

    long sequence(ContractFingerprint contract, Role role) {
        return sequences.getOrDefault(new Speaker(contract, role), 0L);
    }

    List<SignedSpend> spending(Outpoint coin) {
        return spends.stream().filter(spend -> spend.spends(coin)).toList();
    }

    Coin feesSince(Instant from) {
        return spends.stream()
                .filter(spend -> !spend.at().isBefore(from))
                .map(SignedSpend::fee)
                .reduce(Coin.ZERO, Coin::add);
    }
}
