package org.escrowkit.core.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What a signer did and was told before. A value: who signs makes the next one durable before the signature leaves. To
 * make the next one, and to ask about a coin or a loan, costs about the same however long it is.
 */
public final class SigningHistory {
    public static final SigningHistory NONE =
            new SigningHistory(SignedSpends.NONE, HashTreePMap.empty(), HashTreePMap.empty());

    private final SignedSpends spends;

    /** Those of each contract in the order in which they came. */
    private final PMap<ContractFingerprint, List<Notice>> notices;

    private final PMap<Speaker, Long> sequences;

    /** A party that makes statements about a contract. */
    public record Speaker(ContractFingerprint contract, Role role) {}

    /**
     * @param spends that he signed, oldest first
     * @param notices of settlements that are demanded now
     * @param sequences the highest number of each party's statements about each contract that he acted on
     */
    public SigningHistory(List<SignedSpend> spends, List<Notice> notices, Map<Speaker, Long> sequences) {
        this(SignedSpends.of(spends), noted(notices), HashTreePMap.from(sequences));
    }

    private SigningHistory(
            SignedSpends spends, PMap<ContractFingerprint, List<Notice>> notices, PMap<Speaker, Long> sequences) {
        this.spends = spends;
        this.notices = notices;
        this.sequences = sequences;
    }

    private static PMap<ContractFingerprint, List<Notice>> noted(List<Notice> notices) {
        PMap<ContractFingerprint, List<Notice>> noted = HashTreePMap.empty();
        for (Notice notice : notices) {
            noted = noted.plus(notice.contract(), plus(noted.getOrDefault(notice.contract(), List.of()), notice));
        }
        return noted;
    }

    static <T> List<T> plus(List<T> some, T more) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }

    /** All that he signed, oldest first. */
    public List<SignedSpend> spends() {
        return spends.all();
    }

    /** Of settlements that are demanded now; those of each contract in the order in which they came. */
    public List<Notice> notices() {
        return notices.values().stream().flatMap(Collection::stream).toList();
    }

    /** The highest number of each party's statements about each contract that he acted on. */
    public Map<Speaker, Long> sequences() {
        return sequences;
    }

    /**
     * What a look at a loan adds: what its state demands is noticed from then on, for as long as it demands it. Times
     * to contest and to cool off run from there.
     */
    public List<HistoryEvent> looking(Loan loan, Instant now) {
        ContractFingerprint contract = loan.terms().fingerprint();
        Optional<String> demanded = loan.state().demands().map(SigningHistory::kind);
        List<HistoryEvent> events = new ArrayList<>();
        for (Notice notice : notices.getOrDefault(contract, List.of())) {
            if (demanded.filter(notice.kind()::equals).isEmpty()) {
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
        return notices.getOrDefault(contract, List.of()).stream()
                .filter(notice -> notice.kind().equals(kind))
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
        } else if (event instanceof HistoryEvent.Withdrawn withdrawn) {
            return without(withdrawn.notice());
        } else if (event instanceof HistoryEvent.Noticed noticed) {
            Notice notice = noticed.notice();
            List<Notice> more = plus(notices.getOrDefault(notice.contract(), List.of()), notice);
            return new SigningHistory(spends, notices.plus(notice.contract(), more), sequences);
        }
        return this;
    }

    private SigningHistory without(Notice notice) {
        List<Notice> left = new ArrayList<>(notices.getOrDefault(notice.contract(), List.of()));
        left.remove(notice);
        return new SigningHistory(
                spends,
                left.isEmpty() ? notices.minus(notice.contract()) : notices.plus(notice.contract(), List.copyOf(left)),
                sequences);
    }

    private SigningHistory after(HistoryEvent.Signed signed) {
        return isKnown(signed)
                ? this
                : new SigningHistory(
                        spends.has(signed.spend().unsigned()) ? spends : spends.plus(signed.spend()),
                        notices,
                        sequences.plusAll(news(signed)));
    }

    /** Whether it adds nothing. */
    public boolean isKnown(HistoryEvent.Signed signed) {
        return news(signed).isEmpty() && spends.has(signed.spend().unsigned());
    }

    private Map<Speaker, Long> news(HistoryEvent.Signed signed) {
        Map<Speaker, Long> news = new HashMap<>();
        signed.heard().forEach((speaker, sequence) -> {
            Long before = sequences.get(speaker);
            if (before == null || before < sequence) {
                news.put(speaker, sequence);
            }
        });
        return news;
    }

    long sequence(ContractFingerprint contract, Role role) {
        return sequences.getOrDefault(new Speaker(contract, role), 0L);
    }

    /** Whether he signed this very transaction. */
    boolean has(Transaction unsigned) {
        return spends.has(unsigned);
    }

    List<SignedSpend> spending(Outpoint coin) {
        return spends.spending(coin);
    }

    /** Signed at that time or later, newest first. */
    List<SignedSpend> spendsSince(Instant from) {
        return spends.since(from);
    }

    Coin feesSince(Instant from) {
        return spendsSince(from).stream().map(SignedSpend::fee).reduce(Coin.ZERO, Coin::add);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningHistory that
                && spends().equals(that.spends())
                && notices.equals(that.notices)
                && sequences.equals(that.sequences);
    }

    @Override
    public int hashCode() {
        return Objects.hash(spends(), notices, sequences);
    }

    @Override
    public String toString() {
        return "SigningHistory[" + spends() + ", " + notices() + ", " + sequences + "]";
    }
}
