package org.escrowkit.core.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.keys.TaggedHash;
import org.escrowkit.core.loan.Price;

/**
 * What a source says that one bitcoin is worth at a moment. It is about no loan in particular.
 *
 * @param source its name
 * @param sequence above zero; a source counts its prices of a currency without gaps, so that nobody can leave one out
 *     unnoticed
 * @param price in the currency of the pair
 * @param at in whole seconds
 */
public record PriceStatement(String source, long sequence, Price price, Instant at) {
    public PriceStatement {
        if (source.isBlank() || sequence <= 0 || !at.equals(at.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("a price has a source, a number from 1 on and a whole second: " + source
                    + ", " + sequence + ", " + at);
        }
    }

    /** What the source signs (BIP340): the tagged hash of the canonical bytes, with the tag {@code escrowkit/price}. */
    public Sha256Hash hash() {
        return Sha256Hash.wrap(
                TaggedHash.of("escrowkit/price", EvidenceCodec.encode(this).toByteArray()));
    }
}
