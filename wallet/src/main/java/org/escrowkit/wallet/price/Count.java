package org.escrowkit.wallet.price;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;

/**
 * Counts what several sources said as {@code core.policy} counts attestations: who is fresh, and who is near enough to
 * the price. If liars are fewer than the quorum, an honest source is near an agreed price; if they are fewer than half
 * of it, the price lies between two of the honest ones.
 */
final class Count {
    /** By how much a source's clock may be ahead: as much as policy grants to those who attest. */
    static final Duration MOST_SKEW = Duration.ofMinutes(2);

    private final QuorumRules rules;
    private final Instant now;
    private final SortedMap<String, Quote> fresh = new TreeMap<>();
    private final List<LeftOut> leftOut;

    private Count(QuorumRules rules, Instant now, List<LeftOut> leftOut) {
        this.rules = rules;
        this.now = now;
        this.leftOut = new ArrayList<>(leftOut);
    }

    /**
     * @param said by the sources' names, all in one currency
     * @param unheard who said nothing
     */
    static QuorumResult of(Map<String, Quote> said, List<LeftOut> unheard, QuorumRules rules, Instant now) {
        Count count = new Count(rules, now, unheard);
        said.forEach(count::take);
        return count.result();
    }

    private void take(String source, Quote quote) {
        if (quote.at().isAfter(now.plus(MOST_SKEW))) {
            leave(source, LeftOut.Reason.EARLY, "its price is of " + quote.at() + ", and now is " + now);
        } else if (now.isAfter(quote.at().plus(rules.maxAge()))) {
            leave(source, LeftOut.Reason.OLD, "its price is of " + quote.at());
        } else {
            fresh.put(source, quote);
        }
    }

    private void leave(String source, LeftOut.Reason reason, String words) {
        leftOut.add(new LeftOut(source, reason, words));
    }

    private QuorumResult result() {
        if (fresh.size() < rules.quorum()) {
            return new QuorumResult.Stale(now, fresh.size(), rules.quorum(), sorted());
        }
        Price median = Amounts.median(fresh.values().stream().map(Quote::price).toList());
        List<String> agreeing = new ArrayList<>();
        Instant oldest = now;
        for (Map.Entry<String, Quote> one : fresh.entrySet()) {
            Quote quote = one.getValue();
            if (quote.price().deviates(median, rules.maxDeviation())) {
                leave(one.getKey(), LeftOut.Reason.DEVIATES, "its price is " + quote.price());
            } else {
                agreeing.add(one.getKey());
                oldest = quote.at().isBefore(oldest) ? quote.at() : oldest;
            }
        }
        return agreeing.size() < rules.quorum()
                ? new QuorumResult.Split(now, median, agreeing, rules.quorum(), sorted())
                : new QuorumResult.Agreed(now, median, oldest, agreeing, sorted());
    }

    private List<LeftOut> sorted() {
        return leftOut.stream().sorted(Comparator.comparing(LeftOut::source)).toList();
    }
}
