package org.escrowkit.core.ledger;

/**
 * From 32-bit hashes ("tags") to ids: open addressing with linear probing over one array of longs. The keys themselves
 * are the caller's, and are looked at only where the whole tag fits.
 *
 * <p>A tag's slot is its share of the whole range of tags, so that any number of slots will do and growing by a quarter
 * wastes little; and so that slots are found again from the tags alone. In front of the slots stand hints, sixteen bits
 * for each: a clear bit answers almost every question about an absent key, and stays in the cache where the slots do
 * not.
 */
final class TagTable {
    static final int NONE = -1;

    private static final int LEAST_SLOTS = 16;

    /** Slots are at most 7/10 full. */
    private static final long MOST_FULL = 7;

    private static final long OF_SLOTS = 10;

    private static final int HINTS_EXPONENT = 4;

    /** The tag in the upper half, the id plus one in the lower; 0 where the slot is empty. */
    private long[] slots = new long[LEAST_SLOTS];

    private short[] hints = new short[LEAST_SLOTS];
    private int size;
    private final Keys keys;

    /** Knows the keys by their ids. */
    interface Keys {
        boolean isKey(int id, byte[] data, int offset, int length);
    }

    TagTable(Keys keys) {
        this.keys = keys;
    }

    int size() {
        return size;
    }

    /** The id of the key that stands at this place of the data, or {@link #NONE}. */
    int find(int tag, byte[] data, int offset, int length) {
        long place = place(tag);
        int slot = slot(place);
        if ((hints[slot] & hint(place)) == 0) {
            return NONE;
        }
        for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
            if (tag(entry) == tag && keys.isKey(id(entry), data, offset, length)) {
                return id(entry);
            }
            slot = next(slot);
        }
        return NONE;
    }

    /** Adds an id whose key is not there yet. */
    void add(int tag, int id) {
        if ((size + 1) * OF_SLOTS > slots.length * MOST_FULL) {
            grow();
        }
        insert(((long) tag << Integer.SIZE) | (id + 1));
        size++;
    }

    private void grow() {
        long[] old = slots;
        int grown = Math.addExact(old.length, old.length / 4);
        slots = new long[grown];
        hints = new short[grown];
        for (long entry : old) {
            if (entry != 0) {
                insert(entry);
            }
        }
    }

    private void insert(long entry) {
        long place = place(tag(entry));
        int slot = slot(place);
        hints[slot] |= hint(place);
        while (slots[slot] != 0) {
            slot = next(slot);
        }
        slots[slot] = entry;
    }

    /** A slot and one of its hints. */
    private long place(int tag) {
        return (Integer.toUnsignedLong(tag) * ((long) slots.length << HINTS_EXPONENT)) >>> Integer.SIZE;
    }

    private static int slot(long place) {
        return (int) (place >>> HINTS_EXPONENT);
    }

    private static short hint(long place) {
        return (short) (1 << (place & ((1 << HINTS_EXPONENT) - 1)));
    }

    private int next(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    private static int tag(long entry) {
        return (int) (entry >>> Integer.SIZE);
    }

    private static int id(long entry) {
        return (int) entry - 1;
    }
}
