package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The keys are single bytes, of which the table holds some, all under tags of their own. */
class BatchTest {
    private static final long SEED = 256;
    private static final int SPREAD = 0x0101_0101;

    private final byte[] data = new byte[3 * Batch.SIZE];
    private final TagTable table = new TagTable((id, bytes, offset, length) -> length == 1 && bytes[offset] == id);
    private final Batch batch = new Batch(table);

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            batch.add(data[i] * SPREAD, data, i, 1);
        }
    }

    @Test
    void findsOneKeyWhereverItStandsAmongOthers() {
        table.add(7 * SPREAD, 7);
        for (int keys : new int[] {1, Batch.SIZE - 1, Batch.SIZE, Batch.SIZE + 1, data.length}) {
            for (int at = 0; at < keys; at++) {
                data[at] = 7;
                add(0, keys);
                data[at] = 0;
                // Those that are still to be looked up do not hold it any more.
                assertEquals(at < keys - keys % Batch.SIZE, batch.found(data), at + " of " + keys);
                batch.reset();
                data[at] = 7;
                add(0, keys);
                assertTrue(batch.found(data), at + " of " + keys);
                assertTrue(batch.found(data), "found until the reset");
                batch.reset();
                assertFalse(batch.found(data), "found before the reset");
                data[at] = 0;
                add(0, keys);
                assertFalse(batch.found(data), at + " of " + keys);
                batch.reset();
            }
        }
    }

    @Test
    void aResetForgetsWhatWasNotLookedUp() {
        table.add(7 * SPREAD, 7);
        data[0] = 7;
        add(0, 1);
        batch.reset();
        assertFalse(batch.found(data));
    }

    @Test
    void aTagAloneIsNoKey() {
        table.add(7 * SPREAD, 8);
        data[0] = 7;
        add(0, 1);
        assertTrue(table.mayHold(7 * SPREAD));
        assertFalse(batch.found(data));
    }

    /** What gets through it costs a look at the slots. */
    @Test
    void theFilterHoldsBackFortyNineInFiftyAbsentTagsAndNoPresentOne() {
        for (int size : new int[] {1_000, 20_000, 300_000}) {
            Random random = new Random(SEED);
            TagTable some = new TagTable((id, bytes, offset, length) -> true);
            for (int id = 0; id < size; id++) {
                some.add(random.nextInt(), id);
            }
            int through = 0;
            for (int i = 0; i < 100_000; i++) {
                through += some.mayHold(random.nextInt()) ? 1 : 0;
            }
            assertTrue(through < 2_000, through + " of 100,000 among " + size + ", seed " + SEED);
            Random again = new Random(SEED);
            for (int id = 0; id < size; id++) {
                assertTrue(some.mayHold(again.nextInt()), "seed " + SEED);
            }
        }
    }
}
