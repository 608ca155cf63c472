package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableSortedMap;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Role;

/**
 * Which prices decide over a loan.
 *
 * @param sources the x-only public key (BIP340, 32 bytes) with which each source signs its prices, by the source's
 *     name; each has a key of its own
 * @param quorum how many of them must agree, at least 1
 * @param maxAge of a price that counts, above zero
 * @param maxDeviation by which share of the median a source may differ and still agree: 0.02 is 2 %
 */
public record PriceRules(Map<String, ByteString> sources, int quorum, Duration maxAge, BigDecimal maxDeviation) {
    static final int KEY_SIZE = 32;

    public PriceRules {
        sources = ImmutableSortedMap.copyOf(sources);
        require(sources.keySet().stream().noneMatch(String::isBlank), "a price source has a name");
        require(
                sources.values().stream().allMatch(key -> key.size() == KEY_SIZE)
                        && sources.values().stream().distinct().count() == sources.size(),
                "each price source has a key of its own, of 32 bytes");
        require(
                quorum >= 1 && quorum <= sources.size(),
                "a quorum of " + quorum + " out of " + sources.size() + " sources");
        require(!maxAge.isZero() && !maxAge.isNegative(), "a price that counts may have some age");
        maxDeviation = Decimals.share(maxDeviation, "the deviation between sources");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    /**
     * The parties themselves say what the price is, each by its contract key: two of the three must agree within 1 %,
     * and a price counts for ten minutes.
     */
    public static PriceRules ofParties(Map<Role, ByteString> contractKeys) {
        Map<String, ByteString> sources = Arrays.stream(Role.values())
                .filter(contractKeys::containsKey)
                .collect(Collectors.toMap(
                        role -> role.name().toLowerCase(Locale.ROOT),
                        role -> contractKeys.getOrDefault(role, ByteString.EMPTY)));
        return new PriceRules(sources, 2, Duration.ofMinutes(10), new BigDecimal("0.01"));
    }
}
