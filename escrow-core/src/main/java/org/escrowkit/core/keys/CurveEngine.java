package org.escrowkit.core.keys;

import java.math.BigInteger;
import org.escrowkit.core.bitcoin.EcdsaVerifier;

/** What this library needs of secp256k1, over public data only. Implementations agree on every input, by test. */
interface CurveEngine extends EcdsaVerifier {
    /** The order of the group (SEC 2, section 2.4.1). */
    BigInteger ORDER = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    /** Whether these 33 bytes are a point of the curve. */
    boolean isPoint(byte[] compressedKey);

    /**
     * {@code scalar·G + key}, the sum of BIP32's public derivation.
     *
     * @param scalar 32 bytes, 1 to {@link #ORDER} - 1
     * @return 33 bytes; null for a key that is no point, a scalar out of range, or the point at infinity as the sum
     */
    byte @org.jspecify.annotations.Nullable [] addScalarTimesGenerator(byte[] compressedKey, byte[] scalar);

    /** What runs, for logs and reports. */
    String description();
}
