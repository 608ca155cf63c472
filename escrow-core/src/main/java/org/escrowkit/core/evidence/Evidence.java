package org.escrowkit.core.evidence;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.keys.TaggedHash;

/**
 * All that is brought to show why a settlement of one loan is due. Kept in one order and without repeats, both judged
 * by its bytes, so that equal evidence has equal bytes.
 *
 * @param statements of the parties
 * @param prices of the sources
 */
public record Evidence(List<SignedStatement> statements, List<PriceAttestation> prices) {
    static final int MOST_STATEMENTS = 64;
    static final int MOST_PRICES = 10_000;

    private static final Comparator<SignedStatement> STATEMENTS =
            Comparator.comparing(signed -> EvidenceCodec.encode(signed).toHex());
    private static final Comparator<PriceAttestation> PRICES = Comparator.<PriceAttestation, String>comparing(
                    price -> price.statement().source())
            .thenComparing(price -> price.statement().sequence())
            .thenComparing(price -> EvidenceCodec.encode(price).toHex());

    public static final Evidence NONE = new Evidence(List.of(), List.of());

    /** @throws IllegalArgumentException for more than 64 statements or 10,000 prices */
    public Evidence {
        statements = ImmutableSortedSet.copyOf(STATEMENTS, statements).asList();
        prices = ImmutableSortedSet.copyOf(PRICES, prices).asList();
        if (statements.size() > MOST_STATEMENTS || prices.size() > MOST_PRICES) {
            throw new IllegalArgumentException(
                    "too much evidence: " + statements.size() + " statements, " + prices.size() + " prices");
        }
    }

    public static Evidence of(SignedStatement... statements) {
        return new Evidence(List.of(statements), List.of());
    }

    public static Evidence of(Collection<PriceAttestation> prices) {
        return new Evidence(List.of(), List.copyOf(prices));
    }

    public Evidence plus(Evidence more) {
        return new Evidence(
                Stream.concat(statements.stream(), more.statements.stream()).toList(),
                Stream.concat(prices.stream(), more.prices.stream()).toList());
    }

    /**
     * What a PSBT says its reason is: the tagged hash of the canonical bytes, with the tag {@code escrowkit/evidence}.
     */
    public Sha256Hash hash() {
        return Sha256Hash.wrap(
                TaggedHash.of("escrowkit/evidence", EvidenceCodec.encode(this).toByteArray()));
    }
}
