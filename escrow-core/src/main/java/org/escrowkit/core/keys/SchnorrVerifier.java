package org.escrowkit.core.keys;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;

/** Guarantees a true answer to one question: did the owner of this key sign this message with BIP340's scheme? */
@FunctionalInterface
public interface SchnorrVerifier {
    /**
     * @param message 32 bytes, a hash of what was signed; tag the hash for its purpose, as BIP340 recommends
     * @param signature 64 bytes: R's x, then s, big-endian
     * @param xOnlyKey 32 bytes, as {@link PublicKey#xOnly} gives them; what is no x of a point verifies nothing
     * @return false for every signature that does not fit; never an exception for bad input
     */
    boolean verifySchnorr(Sha256Hash message, ByteString signature, ByteString xOnlyKey);
}
