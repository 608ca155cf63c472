package org.escrowkit.core.ledger;

import java.util.Arrays;

/** Arrays that grow by an eighth: it costs a few copies more than doubling, and wastes little. */
final class Growing {
    private static final int LEAST_STEP = 64;

    private Growing() {}

    static byte[] toHold(byte[] array, int length) {
        return length <= array.length ? array : Arrays.copyOf(array, grown(array.length, length));
    }

    static int[] toHold(int[] array, int length) {
        return length <= array.length ? array : Arrays.copyOf(array, grown(array.length, length));
    }

    private static int grown(int from, int needed) {
        long roomy = from + Math.max(LEAST_STEP, from / 8L);
        // The JVM's longest array is a few elements short of the largest int.
        return (int) Math.max(needed, Math.min(roomy, Integer.MAX_VALUE - 8));
    }
}
