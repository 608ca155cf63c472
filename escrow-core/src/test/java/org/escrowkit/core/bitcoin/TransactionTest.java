package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final long SEED = 20_261_122;
    private static final int GENERATED = 500;

    @Test
    void agreesWithBitcoinjOnBytesTxidAndWeight() {
        RandomTransactions transactions = new RandomTransactions(new Random(SEED));
        for (int i = 0; i < GENERATED; i++) {
            Transaction transaction = transactions.next();
            String which = "seed " + SEED + ", transaction " + i;
            var theirs = Oracles.bitcoinj(transaction);
            assertArrayEquals(theirs.serialize(), transaction.serialize(), which);
            assertEquals(theirs.getTxId(), transaction.txid(), which);
            assertEquals(theirs.getWeight(), transaction.weight(), which);
            assertEquals(theirs.getVsize(), transaction.virtualSize(), which);
        }
    }

    @Test
    void readsBackWhatItWroteInBothSerializations() {
        RandomTransactions transactions = new RandomTransactions(new Random(SEED));
        for (int i = 0; i < GENERATED; i++) {
            Transaction transaction = transactions.next();
            String which = "seed " + SEED + ", transaction " + i;
            Transaction whole = Transaction.parse(transaction.serialize());
            assertEquals(transaction, whole, which);
            assertEquals(transaction.hashCode(), whole.hashCode(), which);
            ByteString stripped = ByteString.of(transaction.serializeLegacy());
            Transaction legacy = Transaction.parseLegacy(stripped);
            assertEquals(legacy, Transaction.parse(stripped), which);
            assertEquals(transaction.txid(), legacy.txid(), which);
            assertEquals(transaction.hasWitness(), !legacy.equals(transaction), which);
        }
    }

    @Test
    void countsTheWeightOfBip141ByHand() {
        Transaction transaction = new Transaction(
                2,
                List.of(TransactionInput.unsigned(new Outpoint(Sha256Hash.ZERO_HASH, 0), 0)
                        .withWitness(List.of(ByteString.ofHex("aabb")))),
                List.of(new TransactionOutput(Coin.SATOSHI, ByteString.ofHex("51"))),
                0);
        // 4 + 1 + 41 + 1 + 10 + 4 bytes without witness; marker, flag, item count, length and 2 bytes with it.
        assertEquals(61 * 4 + 6, transaction.weight());
        assertEquals(63, transaction.virtualSize());
    }

    @Test
    void replacesWitnessesWithoutTouchingTheTxid() {
        TestSpends spend = TestSpends.seeded(SEED);
        Transaction signed = spend.signed(0, 1);
        assertEquals(spend.unsigned().txid(), signed.txid());
        assertNotEquals(spend.unsigned(), signed);
        assertThrows(
                IllegalArgumentException.class,
                () -> spend.unsigned().withWitnesses(List.of()),
                "a witness is missing");
    }

    @Test
    void namesItsOutputsAndItselfByItsTxid() {
        Transaction transaction = TestSpends.seeded(SEED).unsigned();
        Outpoint second = transaction.outpoint(1);
        assertEquals(new Outpoint(transaction.txid(), 1), second);
        assertEquals(transaction.txid() + ":1", second.toString());
        assertEquals("Transaction[" + transaction.txid() + "]", transaction.toString());
        assertEquals(transaction.txid().hashCode(), transaction.hashCode());
    }

    @Test
    void ordersOutpointsByTxidAndThenByIndex() {
        Sha256Hash low = Sha256Hash.wrap("01" + "00".repeat(31));
        Sha256Hash high = Sha256Hash.wrap("02" + "00".repeat(31));
        List<Outpoint> ordered = List.of(new Outpoint(low, 2), new Outpoint(low, 0xffff_ffffL), new Outpoint(high, 0));
        assertEquals(
                ordered,
                Stream.of(ordered.get(2), ordered.get(1), ordered.get(0))
                        .sorted()
                        .toList());
    }

    @Test
    void readsAWitnessStackAloneAndWritesItBack() {
        List<ByteString> stack = List.of(ByteString.EMPTY, ByteString.ofHex("0102"));
        ByteWriter out = new ByteWriter();
        Transaction.writeWitness(stack, out);
        assertEquals("0200020102", out.toByteString().toHex());
        assertEquals(stack, Transaction.readWitness(ByteReader.of(out.toByteArray(), "witness"), stack.size()));
    }

    @Test
    void knowsACoinbaseByItsOutpoint() {
        Outpoint none = new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL);
        TransactionInput coinbase = TransactionInput.unsigned(none, 0);
        assertTrue(new Transaction(1, List.of(coinbase), List.of(), 0).isCoinbase());
        assertFalse(new Transaction(1, List.of(coinbase, coinbase), List.of(), 0).isCoinbase());
        TransactionInput first = TransactionInput.unsigned(new Outpoint(Sha256Hash.ZERO_HASH, 0), 0);
        assertFalse(new Transaction(1, List.of(first), List.of(), 0).isCoinbase());
    }

    @Test
    void refusesNumbersOutOfRange() {
        Outpoint outpoint = new Outpoint(Sha256Hash.ZERO_HASH, 0);
        for (long wrong : new long[] {-1, 0x1_0000_0000L}) {
            assertThrows(IllegalArgumentException.class, () -> new Transaction(2, List.of(), List.of(), wrong));
            assertThrows(IllegalArgumentException.class, () -> TransactionInput.unsigned(outpoint, wrong));
            assertThrows(IllegalArgumentException.class, () -> new Outpoint(Sha256Hash.ZERO_HASH, wrong));
        }
    }

    @Test
    void refusesAnAmountThatIsNegativeOrBeyondAllMoney() {
        for (long wrong : new long[] {-1, 2_100_000_000_000_001L}) {
            assertThrows(
                    IllegalArgumentException.class, () -> new TransactionOutput(Coin.valueOf(wrong), ByteString.EMPTY));
        }
        assertEquals(
                2_100_000_000_000_000L,
                new TransactionOutput(Coin.valueOf(2_100_000_000_000_000L), ByteString.EMPTY).value().value);
    }
}
