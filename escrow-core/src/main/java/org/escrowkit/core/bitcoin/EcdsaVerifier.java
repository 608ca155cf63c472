package org.escrowkit.core.bitcoin;

import org.bitcoinj.base.Sha256Hash;

/**
 * Guarantees a true answer to one question: did the owner of this key sign this hash? The elliptic-curve engine behind
 * it is chosen in the package {@code keys}, on which this package does not depend.
 */
@FunctionalInterface
public interface EcdsaVerifier {
    /**
     * @param publicKey 33 bytes; a key that is no point of the curve verifies nothing
     * @return false for every signature that does not fit; never an exception for bad input
     */
    boolean verify(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey);

    /** Whether {@link #verify} would say yes at no cost. Most remember nothing. */
    default boolean isKnownGood(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {
        return false;
    }
}
