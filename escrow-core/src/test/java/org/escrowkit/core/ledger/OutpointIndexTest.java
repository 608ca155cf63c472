package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.junit.jupiter.api.Test;

class OutpointIndexTest {
    private static final long SEED = 36;

    private final Random random = new Random(SEED);
    private final RandomTransactions things = new RandomTransactions(random);
    private final OutpointIndex index = new OutpointIndex(random.nextLong());

    @Test
    void anEmptyIndexFindsNothing() {
        assertEquals(0, index.size());
        assertFalse(index.contains(things.outpoint()));
    }

    @Test
    void holdsAnOutpointOnce() {
        Outpoint outpoint = things.outpoint();
        assertTrue(index.add(outpoint));
        assertFalse(index.add(outpoint));
        assertTrue(index.contains(outpoint));
        assertEquals(1, index.size());
    }

    /** The key is what stands in a transaction: txid in wire order, index little-endian. */
    @Test
    void readsTheBytesThatATransactionHolds() {
        Outpoint outpoint = new Outpoint(things.outpoint().txid(), 0x8090_a0b0L);
        byte[] wire = new ByteWriter()
                .writeInt32(0)
                .writeReversedHash(outpoint.txid())
                .writeInt32(outpoint.index())
                .writeByte(0xee)
                .toByteArray();
        index.add(outpoint);
        assertTrue(index.contains(wire, 4));
        assertFalse(index.contains(wire, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> index.contains(wire, 6));
        for (int bit = 0; bit < 8 * 36; bit++) {
            wire[4 + bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(index.contains(wire, 4), "bit " + bit);
            wire[4 + bit / 8] ^= (byte) (1 << (bit % 8));
        }
    }

    @Test
    void agreesWithAHashSetWhileItGrows() {
        Set<Outpoint> model = new HashSet<>();
        List<Outpoint> known = new ArrayList<>();
        for (int step = 0; step < 40_000; step++) {
            Outpoint outpoint = known.isEmpty() || random.nextInt(4) == 0
                    ? sibling(known)
                    : known.get(random.nextInt(known.size()));
            known.add(outpoint);
            String place = "step " + step + ", seed " + SEED;
            assertEquals(model.contains(outpoint), index.contains(outpoint), place);
            if (random.nextBoolean()) {
                assertEquals(model.add(outpoint), index.add(outpoint), place);
            }
            assertEquals(model.size(), index.size(), place);
        }
        for (Outpoint outpoint : known) {
            assertEquals(model.contains(outpoint), index.contains(outpoint), "seed " + SEED);
        }
    }

    /** One transaction can have thousands of outputs. */
    @Test
    void outputsOfOneTransactionDoNotCluster() {
        Sha256Hash txid = things.outpoint().txid();
        for (int i = 0; i < 20_000; i++) {
            index.add(new Outpoint(txid, i));
        }
        assertTrue(Footprint.longestRun(index) < 200, "seed " + SEED);
    }

    /** Most deposits are the first or second output of their transaction. */
    @Test
    void outputsOfEqualIndexDoNotCluster() {
        for (int output = 0; output < 3; output++) {
            OutpointIndex equal = new OutpointIndex(random.nextLong());
            for (int i = 0; i < 20_000; i++) {
                equal.add(new Outpoint(things.outpoint().txid(), output));
            }
            assertTrue(Footprint.longestRun(equal) < 200, "seed " + SEED);
        }
    }

    @Test
    void takesAtMost64BytesForAnOutpoint() {
        double worst = 0;
        for (int size = 1; size <= 1_200_000; size++) {
            index.add(things.outpoint());
            if (size >= 1_000 && size % (size / 500) == 0) {
                worst = Math.max(worst, (double) Footprint.bytes(index) / size);
            }
        }
        assertTrue(worst <= 64, "at worst " + worst + " bytes for an outpoint");
    }

    /** Another output of a transaction that is known, or of a new one. */
    private Outpoint sibling(List<Outpoint> known) {
        return known.isEmpty() || random.nextBoolean()
                ? things.outpoint()
                : new Outpoint(known.get(random.nextInt(known.size())).txid(), random.nextInt(4));
    }
}
