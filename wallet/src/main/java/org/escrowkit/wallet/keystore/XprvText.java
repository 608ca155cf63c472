package org.escrowkit.wallet.keystore;

import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * The text of an extended private key (BIP32), of which only a master key is taken. Base58 is read here, and not by
 * bitcoinj, whose reading leaves copies behind.
 */
final class XprvText {
    /** {@code xprv} and {@code tprv}. */
    private static final Set<Integer> VERSIONS = Set.of(0x0488ade4, 0x04358394);

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int SIZE = 78;
    private static final int CHECKSUM = 4;
    private static final int LETTERS = 111;
    private static final int CHAIN_CODE = 13;
    private static final int KEY = 46;

    private XprvText() {}

    /**
     * Private key and chain code.
     *
     * @throws IllegalArgumentException for anything else; the message repeats nothing of it
     */
    static byte[] decode(char[] text) {
        byte[] data = checked(text);
        try {
            int version = (data[0] & 0xff) << 24 | (data[1] & 0xff) << 16 | (data[2] & 0xff) << 8 | (data[3] & 0xff);
            boolean master = Arrays.equals(data, 4, CHAIN_CODE, new byte[CHAIN_CODE - 4], 0, CHAIN_CODE - 4);
            if (!VERSIONS.contains(version) || !master || data[KEY - 1] != 0) {
                throw new IllegalArgumentException("no extended private key of a master");
            }
            byte[] secret = new byte[64];
            System.arraycopy(data, KEY, secret, 0, 32);
            System.arraycopy(data, CHAIN_CODE, secret, 32, 32);
            return secret;
        } finally {
            Arrays.fill(data, (byte) 0);
        }
    }

    private static byte[] checked(char[] text) {
        byte[] data = new byte[SIZE + CHECKSUM];
        byte[] hash = new byte[32];
        try {
            // Both versions begin with another byte than zero: all such keys have as many letters.
            boolean good = text.length == LETTERS && read(text, data);
            if (good) {
                twice(data, hash);
                good = Arrays.equals(hash, 0, CHECKSUM, data, SIZE, SIZE + CHECKSUM);
            }
            if (!good) {
                throw new IllegalArgumentException("no extended private key: wrong letters or checksum");
            }
            return Arrays.copyOf(data, SIZE);
        } finally {
            Arrays.fill(data, (byte) 0);
            Arrays.fill(hash, (byte) 0);
        }
    }

    /** A number to the base 58 into one to the base 256. */
    private static boolean read(char[] text, byte[] data) {
        for (char letter : text) {
            int carry = ALPHABET.indexOf(letter);
            if (carry < 0) {
                return false;
            }
            for (int i = data.length - 1; i >= 0; i--) {
                carry += 58 * (data[i] & 0xff);
                data[i] = (byte) carry;
                carry >>= 8;
            }
            if (carry != 0) {
                return false;
            }
        }
        return true;
    }

    private static void twice(byte[] data, byte[] hash) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(data, 0, SIZE);
        digest.doFinal(hash, 0);
        digest.update(hash, 0, hash.length);
        digest.doFinal(hash, 0);
    }
}
