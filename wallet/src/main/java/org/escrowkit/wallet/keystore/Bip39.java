package org.escrowkit.wallet.keystore;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bitcoinj.crypto.MnemonicCode;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/**
 * BIP39's English words, read and written in arrays: nothing of them, and nothing of the seed, stays behind in memory.
 */
final class Bip39 {
    private static final List<String> WORDS = MnemonicCode.INSTANCE.getWordList();
    private static final int BITS = 11;
    private static final int LEAST_WORDS = 12;
    private static final int MOST_WORDS = 24;
    private static final int ROUNDS = 2_048;
    private static final int CHECKSUM_OF = 32;

    private Bip39() {}

    /**
     * The words of fresh entropy, with single spaces between them.
     *
     * @param entropy 16 to 32 bytes, a multiple of 4
     */
    static char[] words(byte[] entropy) {
        byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
        bits[entropy.length] = checksum(entropy);
        int count = entropy.length * 8 * 33 / 32 / BITS;
        int[] indices = new int[count];
        for (int i = 0; i < count * BITS; i++) {
            int bit = bits[i / 8] >> (7 - i % 8) & 1;
            indices[i / BITS] = indices[i / BITS] << 1 | bit;
        }
        Arrays.fill(bits, (byte) 0);
        try {
            return sentence(indices);
        } finally {
            Arrays.fill(indices, 0);
        }
    }

    private static char[] sentence(int[] indices) {
        int length = indices.length - 1;
        for (int index : indices) {
            length += WORDS.get(index).length();
        }
        char[] sentence = new char[length];
        int at = 0;
        for (int index : indices) {
            String word = WORDS.get(index);
            word.getChars(0, word.length(), sentence, at);
            at += word.length();
            if (at < length) {
                sentence[at++] = ' ';
            }
        }
        return sentence;
    }

    /** @throws IllegalArgumentException unless these are words with a good checksum; it repeats none of them */
    static byte[] seed(char[] words, char[] passphrase) {
        int[] indices = indices(words);
        char[] sentence = {};
        byte[] key = {};
        byte[] salt = KeyFile.utf8(passphrase);
        try {
            requireChecksum(indices);
            sentence = sentence(indices);
            key = hmacKey(KeyFile.utf8(sentence));
            return stretched(key, salt);
        } finally {
            Arrays.fill(indices, 0);
            Arrays.fill(sentence, ' ');
            Arrays.fill(key, (byte) 0);
            Arrays.fill(salt, (byte) 0);
        }
    }

    private static int[] indices(char[] words) {
        int[] indices = new int[MOST_WORDS + 1];
        int count = 0;
        for (int start = 0; start < words.length && count <= MOST_WORDS; ) {
            int end = start;
            while (end < words.length && !Character.isWhitespace(words[end])) {
                end++;
            }
            if (end > start) {
                indices[count++] = index(words, start, end);
            }
            start = end + 1;
        }
        int[] found = Arrays.copyOf(indices, count);
        Arrays.fill(indices, 0);
        return found;
    }

    /** Below zero for a word that is none. */
    private static int index(char[] words, int start, int end) {
        CharBuffer word = CharBuffer.wrap(words, start, end - start);
        return Collections.binarySearch(WORDS, word, CharSequence::compare);
    }

    private static void requireChecksum(int[] indices) {
        boolean good = indices.length >= LEAST_WORDS && indices.length <= MOST_WORDS && indices.length % 3 == 0;
        byte[] bits = new byte[CHECKSUM_OF + 1];
        for (int i = 0; good && i < indices.length * BITS; i++) {
            good = indices[i / BITS] >= 0;
            int bit = indices[i / BITS] >> (BITS - 1 - i % BITS) & 1;
            bits[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        if (good) {
            int size = indices.length * BITS / 33 * 4;
            byte[] entropy = Arrays.copyOf(bits, size);
            int mask = 0xff << (8 - size / 4);
            good = (checksum(entropy) & mask) == (bits[size] & mask);
            Arrays.fill(entropy, (byte) 0);
        }
        Arrays.fill(bits, (byte) 0);
        if (!good) {
            throw new IllegalArgumentException("no mnemonic of BIP39: wrong number of words, word or checksum");
        }
    }

    private static byte checksum(byte[] entropy) {
        SHA256Digest digest = new SHA256Digest();
        byte[] hash = new byte[digest.getDigestSize()];
        digest.update(entropy, 0, entropy.length);
        digest.doFinal(hash, 0);
        byte first = hash[0];
        Arrays.fill(hash, (byte) 0);
        return first;
    }

    /** HMAC takes the hash of a key that is longer than a block; the key is wiped. */
    private static byte[] hmacKey(byte[] sentence) {
        if (sentence.length <= 128) {
            return sentence;
        }
        SHA512Digest digest = new SHA512Digest();
        byte[] hash = new byte[HmacSha512.SIZE];
        digest.update(sentence, 0, sentence.length);
        digest.doFinal(hash, 0);
        Arrays.fill(sentence, (byte) 0);
        return hash;
    }

    /** PBKDF2 (RFC 8018) with HMAC-SHA512, of which the 64 bytes are one block. */
    private static byte[] stretched(byte[] key, byte[] salt) {
        byte[] name = {'m', 'n', 'e', 'm', 'o', 'n', 'i', 'c'};
        byte[] round = HmacSha512.of(key, name, salt, new byte[] {0, 0, 0, 1});
        byte[] seed = round.clone();
        for (int i = 1; i < ROUNDS; i++) {
            byte[] next = HmacSha512.of(key, round);
            Arrays.fill(round, (byte) 0);
            round = next;
            for (int at = 0; at < seed.length; at++) {
                seed[at] ^= round[at];
            }
        }
        Arrays.fill(round, (byte) 0);
        return seed;
    }
}
