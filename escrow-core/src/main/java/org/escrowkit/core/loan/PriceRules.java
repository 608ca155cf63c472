package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableSortedSet;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;

/**
 * Which prices decide over a loan.
 *
 * @param sources the names of the price sources that count, in their natural order
 * @param quorum how many of them must agree, at least 1
 * @param maxAge of a price that counts, above zero
 * @param maxDeviation by which share of the median a source may differ and still agree: 0.02 is 2 %
 */
public record PriceRules(Set<String> sources, int quorum, Duration maxAge, BigDecimal maxDeviation) {
    public PriceRules {
        sources = ImmutableSortedSet.copyOf(sources);
        if (sources.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a price source has a name");
        }
        if (quorum < 1 || quorum > sources.size()) {
            throw new IllegalArgumentException("a quorum of " + quorum + " out of " + sources.size() + " sources");
        }
        if (maxAge.isZero() || maxAge.isNegative()) {
            throw new IllegalArgumentException("a price that counts may have some age");
        }
        maxDeviation = Decimals.share(maxDeviation, "the deviation between sources");
    }
}
