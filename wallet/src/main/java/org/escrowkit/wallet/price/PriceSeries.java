package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.wallet.price.Taking.Fault;

/** The prices of one source by its own numbers. */
final class PriceSeries {
    private final NavigableMap<Long, PriceAttestation> byNumber = new TreeMap<>();

    /** Up to which number all was thrown away, as too old. */
    private long forgotten;

    /** What the series has against a genuine price; empty if it may be added, or is there already. */
    Optional<Taking.Refused> against(PriceStatement said, BookRules rules, Instant now) {
        PriceAttestation same = byNumber.get(said.sequence());
        if (same != null) {
            // By what was signed: 24000 and 24000.00 are one price.
            return same.statement().hash().equals(said.hash())
                    ? Optional.empty()
                    : refused(Fault.EQUIVOCATION, same.statement() + " and " + said);
        }
        if (said.at().isAfter(now.plus(Count.MOST_SKEW))) {
            return refused(Fault.FROM_THE_FUTURE, said.at() + ", and now is " + now);
        }
        if (said.at().isBefore(now.minus(rules.keep())) || said.sequence() <= forgotten) {
            return refused(Fault.TOO_OLD, "number " + said.sequence() + " of " + said.at());
        }
        Map.Entry<Long, PriceAttestation> before = byNumber.lowerEntry(said.sequence());
        Map.Entry<Long, PriceAttestation> after = byNumber.higherEntry(said.sequence());
        boolean tooEarly = before != null
                && said.at().isBefore(before.getValue().statement().at());
        boolean tooLate =
                after != null && said.at().isAfter(after.getValue().statement().at());
        if (tooEarly || tooLate) {
            return refused(Fault.AGAINST_TIME, "number " + said.sequence() + " of " + said.at());
        }
        return byNumber.size() >= rules.most()
                ? refused(Fault.TOO_MANY, rules.most() + " in " + rules.keep())
                : Optional.empty();
    }

    private static Optional<Taking.Refused> refused(Fault fault, String words) {
        return Optional.of(new Taking.Refused(fault, words));
    }

    Optional<PriceAttestation> at(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    void add(PriceAttestation price) {
        byNumber.put(price.statement().sequence(), price);
    }

    /** All but the last price may grow too old. */
    void forgetBefore(Instant time) {
        while (byNumber.size() > 1
                && byNumber.firstEntry().getValue().statement().at().isBefore(time)) {
            forgotten = byNumber.pollFirstEntry().getKey();
        }
    }

    Optional<PriceStatement> last() {
        return Optional.ofNullable(byNumber.lastEntry())
                .map(entry -> entry.getValue().statement());
    }

    /** How many numbers are missing between the first and the last. */
    long missing() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey() - byNumber.firstKey() + 1 - byNumber.size();
    }

    /** The last number before the first gap; 0 where there is nothing. */
    long wholeUpTo() {
        if (byNumber.isEmpty() || missing() == 0) {
            return byNumber.isEmpty() ? 0 : byNumber.lastKey();
        }
        long whole = byNumber.firstKey();
        while (byNumber.containsKey(whole + 1)) {
            whole++;
        }
        return whole;
    }

    /** Those with higher numbers, lowest first. */
    List<PriceAttestation> after(long number, int most) {
        return byNumber.tailMap(number, /* inclusive= */ false).values().stream()
                .limit(most)
                .toList();
    }

    /**
     * All from a moment on and the one before, which shows that nothing was left out at the beginning. Of more than may
     * be, those in the middle are left out: the oldest show how something began, the newest for how long it lasted.
     */
    Collection<PriceAttestation> since(Instant moment, int most) {
        List<PriceAttestation> newest = new ArrayList<>();
        for (PriceAttestation price : byNumber.descendingMap().values()) {
            newest.add(price);
            if (price.statement().at().isBefore(moment)) {
                break;
            }
        }
        if (newest.size() <= most) {
            return newest;
        }
        int oldest = most / 10;
        List<PriceAttestation> kept = new ArrayList<>(newest.subList(0, most - oldest));
        kept.addAll(newest.subList(newest.size() - oldest, newest.size()));
        return kept;
    }
}
