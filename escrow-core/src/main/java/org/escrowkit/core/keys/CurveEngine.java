package org.escrowkit.core.keys;

import java.math.BigInteger;
import org.escrowkit.core.bitcoin.EcdsaVerifier;
import org.jspecify.annotations.Nullable;

/** What this library needs of secp256k1, over public data only. Implementations agree on every input, by test. */
interface CurveEngine extends EcdsaVerifier, SchnorrVerifier {
    /** The order of the group (SEC 2, section 2.4.1). */
    BigInteger ORDER = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    /**
     * The point of a compressed key.
     *
     * @return 65 bytes: 04, x, y; null if these are not 33 bytes of a point
     */
    byte @Nullable [] decode(byte[] compressedKey);

    /**
     * {@code scalar·G + point}, the sum of BIP32's public derivation.
     *
     * @param point 65 bytes, as {@link #decode} gives them
     * @param scalar 32 bytes, 1 to {@link #ORDER} - 1
     * @return 65 bytes; null for what is no point, a scalar out of range, or the point at infinity as the sum
     */
    byte @Nullable [] addScalarTimesGenerator(byte[] point, byte[] scalar);

    /** What runs, for logs and reports. */
    String description();
}
