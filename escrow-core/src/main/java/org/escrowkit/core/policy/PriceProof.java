package org.escrowkit.core.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.PriceRules;

/** What the price sources that the terms name have attested: each source's prices in the order of its own numbers. */
final class PriceProof {
    /** By how much a source's clock may be ahead. */
    static final Duration MOST_SKEW = Duration.ofMinutes(2);

    private final PriceRules rules;
    private final SortedMap<String, List<PriceStatement>> bySource;
    private final Instant asOf;

    private PriceProof(PriceRules rules, SortedMap<String, List<PriceStatement>> bySource, Instant asOf) {
        this.rules = rules;
        this.bySource = bySource;
        this.asOf = asOf;
    }

    /**
     * Takes what is genuine, and finds fault with the rest.
     *
     * @param asOf by when prices must be fresh; empty for when the last of them was attested
     */
    static PriceProof of(List<PriceAttestation> prices, LoanTerms terms, Optional<Instant> asOf, Findings findings) {
        PriceRules rules = terms.prices();
        SortedMap<String, List<PriceStatement>> bySource = new TreeMap<>();
        Instant newest = Instant.EPOCH;
        for (PriceAttestation price : prices) {
            PriceStatement said = price.statement();
            ByteString key = rules.sources().get(said.source());
            boolean genuine = key != null
                    && said.price().ofOneBitcoin().isSameCurrency(terms.principal())
                    && price.isSignedBy(key);
            if (findings.require(
                    genuine,
                    PolicyRule.EVIDENCE_IS_GENUINE,
                    () -> "prices in " + terms.principal().getCurrencyUnit() + " signed by "
                            + rules.sources().keySet(),
                    () -> "number " + said.sequence() + " of " + said.source())) {
                bySource.computeIfAbsent(said.source(), source -> new ArrayList<>())
                        .add(said);
                newest = said.at().isAfter(newest) ? said.at() : newest;
            }
        }
        bySource.values().forEach(said -> checkOrder(said, findings));
        return new PriceProof(rules, bySource, asOf.orElse(newest));
    }

    /**
     * From the lowest to the highest of the fresh prices that agree with their median, if they are genuine: who shows
     * them names no other.
     */
    static Optional<PriceRange> range(List<PriceAttestation> prices, LoanTerms terms, Instant now) {
        PriceProof proof = new PriceProof(terms.prices(), new TreeMap<>(), now);
        for (PriceAttestation price : prices) {
            PriceStatement said = price.statement();
            if (said.price().ofOneBitcoin().isSameCurrency(terms.principal())) {
                proof.bySource
                        .computeIfAbsent(said.source(), source -> new ArrayList<>())
                        .add(said);
            }
        }
        List<Price> fresh = proof.bySource.values().stream()
                .map(said -> Collections.max(said, Comparator.comparingLong(PriceStatement::sequence)))
                .filter(proof::isFresh)
                .map(PriceStatement::price)
                .sorted(Comparator.comparing(Price::ofOneBitcoin))
                .toList();
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        Price low = fresh.get((fresh.size() - 1) / 2);
        Price high = fresh.get(fresh.size() / 2);
        PriceRange middle = new PriceRange(low, high).widened(terms.prices().maxDeviation());
        return fresh.stream()
                .filter(middle::contains)
                .map(PriceRange::of)
                .reduce((one, other) -> one.with(other.lowest()));
    }

    /** A source that says two things under one number, or counts against the time, proves nothing. */
    private static void checkOrder(List<PriceStatement> said, Findings findings) {
        said.sort(Comparator.comparingLong(PriceStatement::sequence));
        for (int i = 1; i < said.size(); i++) {
            PriceStatement before = said.get(i - 1);
            PriceStatement after = said.get(i);
            findings.require(
                    after.sequence() > before.sequence() && !after.at().isBefore(before.at()),
                    PolicyRule.EVIDENCE_IS_GENUINE,
                    () -> "one price under each number, in the order of time",
                    () -> "number " + before.sequence() + " and " + after.sequence() + " of " + after.source());
        }
    }

    /** How many sources have a fresh price, and prices that show this. */
    private boolean quorum(Predicate<List<PriceStatement>> shows) {
        return bySource.values().stream()
                        .filter(said -> isFresh(last(said)))
                        .filter(shows)
                        .count()
                >= rules.quorum();
    }

    private boolean isFresh(PriceStatement said) {
        return !said.at().isAfter(asOf.plus(MOST_SKEW))
                && !asOf.isAfter(said.at().plus(rules.maxAge()));
    }

    private static PriceStatement last(List<PriceStatement> said) {
        return said.get(said.size() - 1);
    }

    /** Whether enough sources say that this is the price now. */
    boolean confirms(Price price) {
        return quorum(said -> !last(said).price().deviates(price, rules.maxDeviation()));
    }

    /** Whether enough sources say that this holds of the price now. */
    boolean shows(Predicate<Price> now) {
        return quorum(said -> now.test(last(said).price()));
    }

    /** Whether enough sources show, without a gap up to now, that this has held for so long. */
    boolean shows(Predicate<Price> lasting, Dwell dwell) {
        return quorum(said -> lasts(said, lasting, dwell));
    }

    private static boolean lasts(List<PriceStatement> said, Predicate<Price> lasting, Dwell dwell) {
        int first = said.size();
        while (first > 0
                && lasting.test(said.get(first - 1).price())
                && (first == said.size()
                        || said.get(first - 1).sequence() == said.get(first).sequence() - 1)) {
            first--;
        }
        return said.size() - first >= dwell.samples()
                && first < said.size()
                && Duration.between(said.get(first).at(), last(said).at()).compareTo(dwell.time()) >= 0;
    }

    /** Whether enough sources show that one thing held so long ago at least, and that another holds now. */
    boolean shows(Predicate<Price> then, Duration ago, Predicate<Price> now) {
        Instant before = asOf.minus(ago);
        return quorum(said -> now.test(last(said).price())
                && said.stream().anyMatch(one -> !one.at().isAfter(before) && then.test(one.price())));
    }
}
