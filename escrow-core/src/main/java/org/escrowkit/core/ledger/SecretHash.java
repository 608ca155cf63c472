package org.escrowkit.core.ledger;

/**
 * Hashes of scripts and outpoints that nobody can predict who does not know the secret: anybody can put any script into
 * a block, and must not be able to make many of them collide.
 */
final class SecretHash {
    private static final int PAIR = 2 * Long.BYTES;

    private final long multiplier;

    /** @param secret any number; an odd one is made of it, since an even multiplier would lose bits */
    SecretHash(long secret) {
        multiplier = secret | 1;
    }

    /** Of 36 bytes. A txid is a hash already, so that eight bytes of it tell as much as all. */
    int ofOutpoint(byte[] data, int offset) {
        int index = Words.int32(data, offset + OutpointIndex.TXID_SIZE);
        return high(mix(mix(Words.int64(data, offset), multiplier) ^ index, multiplier));
    }

    /** Of all bytes: scripts of other kinds than P2WSH may differ anywhere. */
    int ofScript(byte[] data, int offset, int length) {
        long hash = mix(multiplier, length);
        int at = offset;
        for (int pairs = length / PAIR; pairs > 0; pairs--) {
            hash = mix(Words.int64(data, at) ^ multiplier, Words.int64(data, at + Long.BYTES) ^ hash);
            at += PAIR;
        }
        long rest = 0;
        for (; at < offset + length; at++) {
            rest = rest * multiplier + data[at];
        }
        return high(mix(rest ^ multiplier, hash));
    }

    /** Both halves of the product: the low one alone would let the high bits of two words cancel each other out. */
    private static long mix(long one, long other) {
        return (one * other) ^ Math.multiplyHigh(one, other);
    }

    private static int high(long hash) {
        return (int) (hash >>> Integer.SIZE);
    }
}
