package org.escrowkit.core.psbt;

import java.util.Arrays;
import java.util.Base64;
import org.escrowkit.core.bitcoin.MalformedException;

/** The base64 of RFC 4648 in its one canonical form, so that bytes have one text: padded, and no bit to spare. */
final class StrictBase64 {
    private static final byte[] VALUES = values();
    /** Characters that stand for three bytes. */
    private static final int GROUP = 4;

    private StrictBase64() {}

    /** @throws MalformedException with the character at which the text is wrong */
    static byte[] decode(String text, int mostBytes) {
        if (text.length() / GROUP > mostBytes / 3 + 1) {
            throw new MalformedException("PSBT", 0, "more than " + mostBytes + " bytes");
        }
        int digits = text.length() - padding(text);
        int last = 0;
        for (int i = 0; i < digits; i++) {
            last = value(text.charAt(i));
            if (last < 0) {
                throw new MalformedException("PSBT", i, "not a character of base64");
            }
        }
        if (text.length() % GROUP != 0) {
            throw new MalformedException("PSBT", text.length(), "base64 ends within a group of four characters");
        }
        int spareBits = 2 * padding(text);
        if (last % (1 << spareBits) != 0) {
            throw new MalformedException("PSBT", digits - 1, "base64 is not canonical");
        }
        return Base64.getDecoder().decode(text);
    }

    private static int padding(String text) {
        if (text.endsWith("==")) {
            return 2;
        }
        return text.endsWith("=") ? 1 : 0;
    }

    /** The six bits of a character, or -1. */
    private static int value(char character) {
        return character < VALUES.length ? VALUES[character] : -1;
    }

    private static byte[] values() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
