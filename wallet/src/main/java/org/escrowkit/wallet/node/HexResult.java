package org.escrowkit.wallet.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A long hex string in a reply, decoded where it lies. A block in hex goes through a JSON tree, a string and the JDK's
 * decoder in about eight times the time.
 */
final class HexResult {
    /** What stands before and behind the string where Bitcoin Core writes it, with {@code %d} for the id. */
    private static final String[][] FORMS = {
        {"{\"jsonrpc\":\"2.0\",\"result\":\"", "\",\"id\":%d}"},
        {"{\"result\":\"", "\",\"error\":null,\"id\":%d}"},
    };

    private static final short INVALID = -1;

    /** By two characters, the first in the high byte. */
    private static final short[] PAIRS = pairs();

    private HexResult() {}

    private static short[] pairs() {
        short[] pairs = new short[1 << 16];
        Arrays.fill(pairs, INVALID);
        String digits = "0123456789abcdefABCDEF";
        for (int i = 0; i < digits.length(); i++) {
            for (int j = 0; j < digits.length(); j++) {
                char high = digits.charAt(i);
                char low = digits.charAt(j);
                pairs[high << 8 | low] = (short) (Character.digit(high, 16) << 4 | Character.digit(low, 16));
            }
        }
        return pairs;
    }

    /**
     * The result of a reply that is written as Bitcoin Core writes it and has this id; empty if it is written in any
     * other way, or is none.
     *
     * @throws IllegalArgumentException if something other than hex stands where the hex should
     */
    static Optional<byte[]> find(byte[] reply, long id) {
        int end = reply.length;
        while (end > 0 && (reply[end - 1] == '\n' || reply[end - 1] == '\r')) {
            end--;
        }
        for (String[] form : FORMS) {
            byte[] before = form[0].getBytes(StandardCharsets.US_ASCII);
            byte[] behind = form[1].replace("%d", Long.toString(id)).getBytes(StandardCharsets.US_ASCII);
            int to = end - behind.length;
            if (before.length <= to
                    && Arrays.equals(reply, 0, before.length, before, 0, before.length)
                    && Arrays.equals(reply, to, end, behind, 0, behind.length)) {
                // Hex digits only, so the string ends nowhere before.
                return Optional.of(decode(reply, before.length, to));
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException with the offset, if it is not pairs of hex digits */
    static byte[] decode(byte[] text, int from, int to) {
        if ((to - from) % 2 != 0) {
            throw new IllegalArgumentException("an odd number of hex digits");
        }
        byte[] bytes = new byte[(to - from) / 2];
        for (int i = 0, at = from; i < bytes.length; i++, at += 2) {
            short value = PAIRS[((text[at] & 0xff) << 8) | (text[at + 1] & 0xff)];
            if (value == INVALID) {
                throw new IllegalArgumentException("no hex at offset " + (at - from));
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }
}
