package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parser rules that need more than a refusal at an offset, which {@link MalformedTransactionTest} has. */
class TransactionParserRulesTest {
    private static final long SEED = 1_011;
    private static final int MOST_BYTES = 4_000_000;

    @Test
    void p1AllocatesNoMoreForADeclaredLengthThanTheBytesThatAreThere() {
        ByteString outpoint = ByteString.of(new byte[36]);
        ByteString[] lies = {
            new ByteWriter().writeInt32(2).writeCompactSize(Integer.MAX_VALUE).toByteString(),
            new ByteWriter()
                    .writeInt32(2)
                    .writeCompactSize(1)
                    .write(outpoint)
                    .writeCompactSize(Integer.MAX_VALUE)
                    .toByteString()
        };
        for (ByteString lie : lies) {
            assertThrows(MalformedException.class, () -> Transaction.parse(lie), "and classes are loaded");
            long allocated = allocatedBy(() -> assertThrows(MalformedException.class, () -> Transaction.parse(lie)));
            assertTrue(allocated < 100_000, allocated + " bytes for " + lie);
        }
    }

    @Test
    void p7TheUnsignedTransactionOfAPsbtIsReadWithoutWitnessesAlone() {
        TestSpends spend = TestSpends.seeded(SEED);
        ByteString unsigned = ByteString.of(spend.unsigned().serialize());
        assertEquals(spend.unsigned(), Transaction.parseLegacy(unsigned));
        assertFalse(Transaction.parseLegacy(unsigned).hasWitness());
        ByteString signed = ByteString.of(spend.signed(0, 1).serialize());
        assertThrows(MalformedException.class, () -> Transaction.parseLegacy(signed));
        assertEquals(spend.unsigned(), spend.signed(0, 1).withoutWitnesses());
    }

    @Test
    void p9ReadsWhatABlockCanHoldAndNotAByteMore() {
        TransactionInput input = TestSpends.seeded(SEED).unsigned().inputs().get(0);
        // Version, marker and flag, one input of 41 bytes, no output, an item count of 5 bytes, locktime.
        int items = MOST_BYTES - (4 + 2 + 1 + 41 + 1 + 5 + 4);
        List<ByteString> stack = Collections.nCopies(items, ByteString.EMPTY);
        byte[] largest = new Transaction(2, List.of(input.withWitness(stack)), List.of(), 0).serialize();
        assertEquals(MOST_BYTES, largest.length);
        assertEquals(items, Transaction.parse(largest).inputs().get(0).witness().size());
        byte[] larger = Arrays.copyOf(largest, MOST_BYTES + 1);
        assertMalformed(0, "more than a block may hold", () -> Transaction.parse(larger));
        assertMalformed(0, "more than a block may hold", () -> Transaction.parseLegacy(ByteString.of(larger)));
        assertMalformed(0, "more than a block may hold", () -> Block.parse(larger));
    }

    /** P10 and P11: typed refusals, and a fixed point. */
    @Test
    void p10And11AnyBytesAreATransactionOfTheseVeryBytesOrATypedRefusal() {
        Random random = new Random(SEED);
        RandomTransactions transactions = new RandomTransactions(random);
        int read = 0;
        int mutations = 20_000;
        for (int i = 0; i < mutations; i++) {
            byte[] bytes = mutated(transactions.next().serialize(), random);
            String which = "seed " + SEED + ", mutation " + i;
            try {
                assertArrayEquals(bytes, Transaction.parse(bytes).serialize(), which);
                read++;
            } catch (MalformedException typed) {
                assertTrue(typed.offset() >= 0 && typed.offset() <= bytes.length, which + ": " + typed);
            }
        }
        assertTrue(read > 2_000 && read < mutations - 2_000, read + " of " + mutations + " read, seed " + SEED);
    }

    @Test
    void p11WhatIsReadFromTheLegacySerializationIsWrittenBack() {
        RandomTransactions transactions = new RandomTransactions(new Random(SEED));
        for (int i = 0; i < 500; i++) {
            byte[] legacy = transactions.next().serializeLegacy();
            Transaction read = Transaction.parseLegacy(ByteString.of(legacy));
            assertArrayEquals(legacy, read.serialize(), "seed " + SEED + ", transaction " + i);
            assertEquals(read.txid(), read.wtxid(), "seed " + SEED + ", transaction " + i);
        }
    }

    @Test
    void readsWritesAndHashesInSpaceLinearInTheInputs() {
        long hundred = allocatedForInputs(100);
        long thousand = allocatedForInputs(1_000);
        assertTrue(thousand < 12 * hundred, thousand + " bytes for ten times the inputs of " + hundred);
    }

    private static long allocatedForInputs(int inputs) {
        byte[] bytes = TestSpends.seeded(new Random(SEED), inputs).unsigned().serialize();
        Runnable work = () -> {
            Transaction transaction = Transaction.parse(bytes);
            assertEquals(bytes.length, transaction.serialize().length);
            assertEquals(transaction.txid(), transaction.wtxid());
            SegwitSighash sighash = SegwitSighash.of(transaction);
            for (int i = 0; i < inputs; i++) {
                sighash.forInput(i, ByteString.EMPTY, org.bitcoinj.base.Coin.COIN);
            }
        };
        work.run();
        return allocatedBy(work);
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** One byte changed, most often where the structure is; or bytes cut out, put in or added. */
    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 60) : bytes.length);
        ByteString whole = ByteString.of(bytes);
        ByteString tail = whole.slice(at, bytes.length);
        ByteWriter out = new ByteWriter().write(whole.slice(0, at));
        return switch (random.nextInt(4)) {
            case 0 ->
                out.write(whole.slice(Math.min(at + 1 + random.nextInt(4), bytes.length), bytes.length))
                        .toByteArray();
            case 1 -> out.writeByte(random.nextInt(256)).write(tail).toByteArray();
            default ->
                out.writeByte(random.nextInt(256))
                        .write(tail.slice(1, tail.size()))
                        .toByteArray();
        };
    }
}
