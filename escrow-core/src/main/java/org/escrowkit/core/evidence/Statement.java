package org.escrowkit.core.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.keys.TaggedHash;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * A claim about one contract, for a time.
 *
 * @param contract the fingerprint of the terms in force: it fits no other loan, and no other version of the terms
 * @param sequence above zero; each party counts its statements about a contract, and a later one supersedes all earlier
 * @param issued in whole seconds, as is {@code expires}
 * @param expires from then on it says nothing; after {@code issued}
 */
public record Statement(ContractFingerprint contract, long sequence, Instant issued, Instant expires, Claim claim) {
    public Statement {
        if (sequence <= 0) {
            throw new IllegalArgumentException("statements are counted from 1: " + sequence);
        }
        if (!isWhole(issued) || !isWhole(expires) || !expires.isAfter(issued)) {
            throw new IllegalArgumentException("a statement of " + issued + " cannot hold until " + expires);
        }
    }

    private static boolean isWhole(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * What a party signs (BIP340): the tagged hash of the canonical bytes, with the tag {@code escrowkit/statement}.
     */
    public Sha256Hash hash() {
        return Sha256Hash.wrap(
                TaggedHash.of("escrowkit/statement", EvidenceCodec.encode(this).toByteArray()));
    }

    public boolean holdsAt(Instant now) {
        return !now.isBefore(issued) && now.isBefore(expires);
    }
}
