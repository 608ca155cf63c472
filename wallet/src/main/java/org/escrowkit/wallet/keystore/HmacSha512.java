package org.escrowkit.wallet.keystore;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;

/** HMAC-SHA512 (RFC 2104, FIPS 180-4) of secrets: leaves nothing behind of the key and the data but the result. */
final class HmacSha512 {
    static final int SIZE = 64;

    private static final int BLOCK = 128;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private HmacSha512() {}

    /** @param key at most 128 bytes */
    static byte[] of(byte[] key, byte[]... data) {
        SHA512Digest digest = new SHA512Digest();
        byte[] inner = new byte[SIZE];
        byte[] result = new byte[SIZE];
        try {
            pad(digest, key, INNER);
            for (byte[] part : data) {
                digest.update(part, 0, part.length);
            }
            digest.doFinal(inner, 0);
            pad(digest, key, OUTER);
            digest.update(inner, 0, SIZE);
            digest.doFinal(result, 0);
            return result;
        } finally {
            digest.reset();
            Arrays.fill(inner, (byte) 0);
        }
    }

    private static void pad(SHA512Digest digest, byte[] key, byte with) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= with;
        }
        digest.update(block, 0, BLOCK);
        Arrays.fill(block, (byte) 0);
    }
}
