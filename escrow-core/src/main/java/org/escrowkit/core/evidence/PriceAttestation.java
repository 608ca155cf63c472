package org.escrowkit.core.evidence;

import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.Curve;

/**
 * A price with the signature of its source.
 *
 * @param signature BIP340, 64 bytes
 */
public record PriceAttestation(PriceStatement statement, ByteString signature) {
    public PriceAttestation {
        if (signature.size() != SignedStatement.SIGNATURE_SIZE) {
            throw new IllegalArgumentException("a signature has " + SignedStatement.SIGNATURE_SIZE + " bytes");
        }
    }

    /** @param key x-only, 32 bytes */
    public boolean isSignedBy(ByteString key) {
        return Curve.schnorrVerifier().verifySchnorr(statement.hash(), signature, key);
    }
}
