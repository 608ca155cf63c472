package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class ScriptIndexTest {
    private static final long SEED = 1_234_567;

    private final Random random = new Random(SEED);
    private final ScriptIndex index = new ScriptIndex(random.nextLong());

    @Test
    void numbersScriptsInTheOrderInWhichTheyCome() {
        for (int id = 0; id < 1_000; id++) {
            assertEquals(id, index.size());
            assertEquals(id, index.add(script(34)));
        }
    }

    @Test
    void givesAScriptTheSameIdWhenItComesAgain() {
        ByteString first = script(34);
        ByteString second = script(34);
        assertEquals(0, index.add(first));
        assertEquals(1, index.add(second));
        assertEquals(0, index.add(first));
        assertEquals(1, index.add(second));
        assertEquals(2, index.size());
    }

    @Test
    void anEmptyIndexFindsNothing() {
        assertEquals(ScriptIndex.NONE, index.find(script(34)));
        assertEquals(ScriptIndex.NONE, index.find(ByteString.EMPTY));
        assertEquals(0, index.size());
        assertThrows(IndexOutOfBoundsException.class, () -> index.script(0));
    }

    @Test
    void holdsScriptsOfEveryLength() {
        Map<ByteString, Integer> model = new HashMap<>();
        for (int length = 0; length <= 600; length++) {
            ByteString script = script(length);
            model.put(script, index.add(script));
        }
        ByteString longest = script(70_000);
        model.put(longest, index.add(longest));
        assertEquals(602, index.size());
        assertFinds(model);
    }

    @Test
    void agreesWithAHashMapWhileItGrows() {
        Map<ByteString, Integer> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // Few short ones are possible, so that they come again.
            ByteString script = script(random.nextInt(8) == 0 ? random.nextInt(3) : 20 + random.nextInt(20));
            ByteString absent = script(34);
            assertEquals(model.getOrDefault(script, ScriptIndex.NONE), index.find(script), "seed " + SEED);
            assertEquals(model.computeIfAbsent(script, any -> model.size()), index.add(script), "seed " + SEED);
            assertEquals(ScriptIndex.NONE, index.find(absent), "seed " + SEED);
        }
        assertFinds(model);
    }

    @Test
    void findsScriptsAmidOtherBytes() {
        ByteString script = script(34);
        index.add(script);
        byte[] data = new byte[100];
        for (int at = 0; at <= data.length - 34; at++) {
            Arrays.fill(data, (byte) at);
            System.arraycopy(script.toByteArray(), 0, data, at, 34);
            assertEquals(0, index.find(data, at, 34));
            assertEquals(ScriptIndex.NONE, index.find(data, at, 33));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> index.find(data, 67, 34));
    }

    @Test
    void tellsScriptsApartThatDifferInOneBit() {
        for (int length : new int[] {1, 7, 8, 9, 15, 16, 17, 22, 23, 25, 31, 32, 33, 34, 35, 48, 71, 105}) {
            ByteString script = script(length);
            int id = index.add(script);
            for (int bit = 0; bit < 8 * length; bit++) {
                byte[] other = script.toByteArray();
                other[bit / 8] ^= (byte) (1 << (bit % 8));
                assertEquals(ScriptIndex.NONE, index.find(other, 0, length), "bit " + bit + " of " + length);
            }
            assertEquals(id, index.find(script));
        }
    }

    /** The array that was handed over may be used for something else. */
    @Test
    void givesBackAScriptThatNobodyCanChange() {
        ByteString script = script(34);
        index.add(script);
        assertEquals(script, index.script(0));
        index.script(0).toByteArray()[5] ^= 1;
        assertEquals(script, index.script(0));
        assertThrows(IndexOutOfBoundsException.class, () -> index.script(1));
        assertThrows(IndexOutOfBoundsException.class, () -> index.script(-1));
    }

    /** Outsiders choose the scripts that we are shown, even those that share all but a few bits with watched ones. */
    @Test
    void scriptsThatCountUpwardsDoNotCluster() {
        for (int where : new int[] {2, 9, 10, 17, 18, 25, 30}) {
            ScriptIndex counted = new ScriptIndex(random.nextLong());
            byte[] script = script(34).toByteArray();
            for (int i = 0; i < 20_000; i++) {
                script[where] = (byte) i;
                script[where + 1] = (byte) (i >> 8);
                counted.add(ByteString.of(script));
            }
            assertTrue(Footprint.longestRun(counted) < 200, () -> "byte " + where + ", seed " + SEED);
        }
    }

    /** At the sizes right behind a growth, too, where most stands empty. */
    @Test
    void takesAtMost64BytesForAScript() {
        double worst = 0;
        for (int size = 1; size <= 1_200_000; size++) {
            index.add(script(34));
            // A growth wastes most right behind it: all of them lie closer together than by a hundredth.
            if (size >= 1_000 && size % (size / 500) == 0) {
                worst = Math.max(worst, (double) Footprint.bytes(index) / size);
            }
        }
        assertTrue(worst <= 64, "at worst " + worst + " bytes for a script");
    }

    private void assertFinds(Map<ByteString, Integer> model) {
        assertEquals(model.size(), index.size());
        model.forEach((script, id) -> {
            assertEquals(id, index.find(script), "seed " + SEED);
            assertEquals(script, index.script(id), "seed " + SEED);
        });
    }

    private ByteString script(int length) {
        byte[] script = new byte[length];
        random.nextBytes(script);
        return ByteString.of(script);
    }
}
