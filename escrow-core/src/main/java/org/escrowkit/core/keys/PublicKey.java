package org.escrowkit.core.keys;

import java.util.Arrays;
import java.util.HexFormat;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.escrowkit.core.bitcoin.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A compressed public key that is known to be a point of the curve, and not the generator or its negation. Ordered as
 * BIP67 orders keys.
 */
public final class PublicKey implements Comparable<PublicKey> {
    public static final int SIZE = 33;

    /** The generator's, and its negation's: their private keys are 1 and the order less 1. */
    private static final ByteString GENERATOR_X =
            ByteString.ofHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    private final ByteString bytes;
    /** Uncompressed, as the engine computes with it; null where nobody derives from this key. */
    private final byte @Nullable [] point;

    /** @throws KeyException if the key is not compressed, not on the curve, or the generator */
    public PublicKey(ByteString bytes) {
        boolean compressed = bytes.size() == SIZE && (bytes.at(0) == 2 || bytes.at(0) == 3);
        if (!compressed) {
            throw new KeyException(KeyFault.NOT_COMPRESSED, "not 33 bytes that begin with 02 or 03");
        }
        byte[] decoded = Curve.engine().decode(bytes.toByteArray());
        if (decoded == null) {
            throw new KeyException(KeyFault.NOT_ON_CURVE, "no point of secp256k1");
        }
        if (bytes.slice(1, SIZE).equals(GENERATOR_X)) {
            throw new KeyException(KeyFault.GENERATOR, "anybody knows its private key");
        }
        this.bytes = bytes;
        this.point = decoded;
    }

    private PublicKey(ByteString bytes, byte @Nullable [] point) {
        this.bytes = bytes;
        this.point = point;
    }

    /** @throws KeyException as the constructor, and {@link KeyFault#NOT_COMPRESSED} for half a byte */
    static PublicKey ofHex(String digits) {
        if (digits.length() % 2 != 0) {
            throw new KeyException(KeyFault.NOT_COMPRESSED, "an odd number of digits");
        }
        return new PublicKey(ByteString.of(HexFormat.of().parseHex(digits)));
    }

    /** A sum that our own engine computed: a point without another look, kept in both forms. */
    static PublicKey derivedParent(byte[] sum) {
        return new PublicKey(compress(sum), sum);
    }

    /** A sum that our own engine computed, when nothing will be derived from it: half the memory. */
    static PublicKey derivedLeaf(byte[] sum) {
        return new PublicKey(compress(sum), null);
    }

    private static ByteString compress(byte[] point) {
        byte[] compressed = Arrays.copyOf(point, SIZE);
        compressed[0] = (byte) (2 + (point[point.length - 1] & 1));
        return ByteString.of(compressed);
    }

    /** 33 bytes. */
    public ByteString bytes() {
        return bytes;
    }

    /** 32 bytes: the key as BIP340 knows it, which is also that of its negation. */
    public ByteString xOnly() {
        return bytes.slice(1, SIZE);
    }

    /** The first 4 bytes of the key's HASH160 (BIP32). Not an identity: others can make a key with the same. */
    public ByteString fingerprint() {
        return ByteString.of(CryptoUtils.sha256hash160(bytes.toByteArray())).slice(0, KeyOrigin.FINGERPRINT_SIZE);
    }

    /** This key and so many times the generator, uncompressed; null where there is no such key. */
    byte @Nullable [] plus(byte[] scalar) {
        byte[] own = point != null ? point : Curve.engine().decode(bytes.toByteArray());
        return own == null ? null : Curve.engine().addScalarTimesGenerator(own, scalar);
    }

    @Override
    public int compareTo(PublicKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
