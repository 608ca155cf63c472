package org.escrowkit.core.ledger;

/**
 * From 32-bit hashes ("tags") to ids: open addressing with linear probing over one array of longs. The keys themselves
 * are the caller's, and are looked at only where the whole tag fits.
 *
 * <p>A tag's slot is its share of the whole range of tags, so that any number of slots will do and growing by a quarter
 * wastes little; and so that slots are found again from the tags alone. In front of the slots stands a filter (Bloom's,
 * with all bits of a key in one word), eight bits for each slot: it answers forty-nine in fifty questions about absent
 * keys with one load, and stays in the cache where the slots do not.
 */
final class TagTable {
    static final int NONE = -1;

    private static final int LEAST_SLOTS = 16;

    /** Slots are at most 7/10 full. */
    private static final long MOST_FULL = 7;

    private static final long OF_SLOTS = 10;

    private static final int SLOTS_OF_WORD = Long.SIZE / Byte.SIZE;

    /** 2³² divided by the golden ratio, which spreads tags that lie close together. */
    private static final int SPREAD = 0x9e37_79b1;

    /** The tag in the upper half, the id plus one in the lower; 0 where the slot is empty. */
    private long[] slots = new long[LEAST_SLOTS];

    private long[] filter = new long[LEAST_SLOTS / SLOTS_OF_WORD];
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

    /** Whether a key of this tag may be there; what is false here is certain. */
    boolean mayHold(int tag) {
        long bits = bits(tag);
        return (filter[share(tag, filter.length)] & bits) == bits;
    }

    /** The id of the key that stands at this place of the data, or {@link #NONE}. */
    int find(int tag, byte[] data, int offset, int length) {
        if (!mayHold(tag)) {
            return NONE;
        }
        int slot = slot(tag);
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
        filter = new long[grown / SLOTS_OF_WORD];
        for (long entry : old) {
            if (entry != 0) {
                insert(entry);
            }
        }
    }

    private void insert(long entry) {
        int tag = tag(entry);
        filter[share(tag, filter.length)] |= bits(tag);
        int slot = slot(tag);
        while (slots[slot] != 0) {
            slot = next(slot);
        }
        slots[slot] = entry;
    }

    private int slot(int tag) {
        return share(tag, slots.length);
    }

    /** Where the tag stands among all tags, on a scale of this length. */
    private static int share(int tag, int length) {
        return (int) ((Integer.toUnsignedLong(tag) * length) >>> Integer.SIZE);
    }

    /** Three bits of a word of the filter, or fewer where they coincide. */
    private static long bits(int tag) {
        int spread = tag * SPREAD;
        return 1L << (spread >>> 26) | 1L << (spread >>> 20) | 1L << (spread >>> 14);
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
