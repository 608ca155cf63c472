package org.escrowkit.core.ledger;

/**
 * Keys in a block's bytes that are looked up together. One alone would wait for memory that is in no cache; those of a
 * batch wait for theirs at the same time.
 */
final class Batch {
    static final int SIZE = 256;

    private final TagTable table;
    private final int[] tags = new int[SIZE];
    private final int[] offsets = new int[SIZE];
    private final int[] lengths = new int[SIZE];

    /** Which of them the table may hold. */
    private final int[] likely = new int[SIZE];

    private int count;
    private boolean found;

    Batch(TagTable table) {
        this.table = table;
    }

    void add(int tag, byte[] data, int offset, int length) {
        tags[count] = tag;
        offsets[count] = offset;
        lengths[count] = length;
        count++;
        if (count == SIZE) {
            lookUp(data);
        }
    }

    /** Whether any key was found that was added since the last reset. */
    boolean found(byte[] data) {
        lookUp(data);
        return found;
    }

    void reset() {
        count = 0;
        found = false;
    }

    private void lookUp(byte[] data) {
        int some = 0;
        for (int i = 0; i < count; i++) {
            // Without a branch, whose wrong guess would end what goes on side by side.
            likely[some] = i;
            some += table.mayHold(tags[i]) ? 1 : 0;
        }
        for (int i = 0; i < some; i++) {
            int key = likely[i];
            found |= table.find(tags[key], data, offsets[key], lengths[key]) != TagTable.NONE;
        }
        count = 0;
    }
}
