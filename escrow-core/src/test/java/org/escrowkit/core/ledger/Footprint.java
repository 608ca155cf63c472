package org.escrowkit.core.ledger;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/** What an index retains on the heap: the sizes of its arrays, found by reflection so that none is forgotten. */
final class Footprint {
    /** Of an array, and generously of an object with its fields. */
    private static final long HEADER = 64;

    private Footprint() {}

    static long bytes(Object object) {
        long bytes = HEADER;
        for (Field field : object.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                bytes += ofValue(read(field, object));
            }
        }
        return bytes;
    }

    private static long ofValue(Object value) {
        if (value instanceof byte[] array) {
            return HEADER + array.length;
        }
        if (value instanceof short[] array) {
            return HEADER + 2L * array.length;
        }
        if (value instanceof int[] array) {
            return HEADER + 4L * array.length;
        }
        if (value instanceof long[] array) {
            return HEADER + 8L * array.length;
        }
        // Anything but a part of ours, such as the method that compares keys, is of a fixed size.
        return value instanceof TagTable || value instanceof SecretHash ? bytes(value) : HEADER;
    }

    /** The longest row of slots that are taken: what the slowest look-up goes through. */
    static int longestRun(Object index) {
        long[] slots = (long[]) field(field(index, "table"), "slots");
        int longest = 0;
        int run = 0;
        for (long slot : slots) {
            run = slot == 0 ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static Object field(Object object, String name) {
        try {
            return read(object.getClass().getDeclaredField(name), object);
        } catch (NoSuchFieldException absent) {
            throw new AssertionError(absent);
        }
    }

    private static Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException refused) {
            throw new AssertionError(refused);
        }
    }
}
