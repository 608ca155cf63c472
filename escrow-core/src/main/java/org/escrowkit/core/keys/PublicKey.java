package org.escrowkit.core.keys;

import org.escrowkit.core.bitcoin.ByteString;

/** A compressed public key that is known to be a point of the curve. Ordered as BIP67 orders keys. */
public record PublicKey(ByteString bytes) implements Comparable<PublicKey> {
    public static final int SIZE = 33;

    private static final ByteString GENERATOR =
            ByteString.ofHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    /** @throws KeyException if the key is not compressed, not on the curve, or the generator */
    public PublicKey {
        boolean compressed = bytes.size() == SIZE && (bytes.at(0) == 2 || bytes.at(0) == 3);
        if (!compressed) {
            throw new KeyException(KeyFault.NOT_COMPRESSED, bytes.toHex());
        }
        if (!Curve.engine().isPoint(bytes.toByteArray())) {
            throw new KeyException(KeyFault.NOT_ON_CURVE, bytes.toHex());
        }
        if (bytes.equals(GENERATOR)) {
            throw new KeyException(KeyFault.GENERATOR, bytes.toHex());
        }
    }

    @Override
    public int compareTo(PublicKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
