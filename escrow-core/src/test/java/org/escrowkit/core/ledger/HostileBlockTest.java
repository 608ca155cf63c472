package org.escrowkit.core.ledger;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MerkleTrees;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** Bytes that are no block, and what the scanner says of them; the block parser refuses each too. */
class HostileBlockTest {
    private static final long SEED = 5;
    private static final int FIRST = 81;
    private static final String OUTPOINT = "aa".repeat(32) + "01000000";
    private static final String INPUT = OUTPOINT + "00" + "ffffffff";
    private static final String OUTPUT = "0100000000000000" + "01" + "51";
    private static final String LOCK_TIME = "00000000";

    private final SlowScan watched = new SlowScan(new Random(SEED));

    @Test
    void acceptsTheShortestOfEachSerialization() {
        assertAccepted("02000000" + "01" + INPUT + "01" + OUTPUT + LOCK_TIME);
        assertAccepted("02000000" + "01" + INPUT + "00" + LOCK_TIME);
        assertAccepted("02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + "0100" + LOCK_TIME);
    }

    /** P4. */
    @Test
    void refusesTrailingBytes() {
        byte[] block = generated(3);
        assertRefused(block.length, "1 bytes too many", Arrays.copyOf(block, block.length + 1));
        assertRefused(block.length, "500 bytes too many", Arrays.copyOf(block, block.length + 500));
    }

    /** P5. */
    @Test
    void refusesABlockThatIsCutOffAnywhere() {
        byte[] block = generated(3);
        for (int length = 0; length < block.length; length++) {
            byte[] cut = Arrays.copyOf(block, length);
            assertThrows(MalformedException.class, () -> watched.scan(cut), "cut to " + length);
            assertThrows(MalformedException.class, () -> BlockCheck.transactions(cut), "cut to " + length);
        }
        assertRefused(0, "80 bytes expected, 79 left", new byte[79]);
        assertRefused(80, "1 bytes expected, 0 left", new byte[80]);
        assertRefused(81, "no transactions", new byte[81]);
    }

    @Test
    void refusesMoreBytesThanABlockMayHold() {
        assertRefused(0, "4000001 bytes, more than a block may hold", new byte[4_000_001]);
        assertRefused(81, "3999919 bytes too many", new byte[4_000_000]);
    }

    /** P1: nothing is done for a count that cannot be true. */
    @Test
    void refusesCountsThatTheBytesLeftCannotHold() {
        assertRefused(80, "2 items declared, 19 bytes left", block("02" + "00".repeat(19)));
        assertRefused(80, "2147483647 items declared, 10 bytes left", block("feffffff7f" + "00".repeat(10)));
        // With as many bytes as the least transactions take, reading begins.
        assertRefused(FIRST + 6, "unknown segwit flag", block("02" + "00".repeat(20)));
        assertRefused(FIRST + 4, "2 items declared, 81 bytes left", one("02000000" + "02" + INPUT + "00".repeat(40)));
        assertRefused(
                FIRST + 46, "2 items declared, 17 bytes left", one("02000000" + "01" + INPUT + "02" + "00".repeat(17)));
        assertRefused(
                FIRST + 49,
                "5 items declared, 4 bytes left",
                one("02000000" + "0001" + "01" + INPUT + "00" + "05" + LOCK_TIME));
    }

    /** P1. */
    @Test
    void refusesLengthsBeyondTheEnd() {
        assertRefused(
                FIRST + 42, "9 bytes expected, 8 left", one("02000000" + "01" + OUTPOINT + "09" + "00".repeat(8)));
        assertRefused(
                FIRST + 56,
                "200 bytes expected, 5 left",
                one("02000000" + "01" + INPUT + "01" + "00".repeat(8) + "c8" + "00".repeat(5)));
        assertRefused(
                FIRST + 55,
                "2147483647 bytes expected, 4 left",
                one("02000000" + "0001" + "01" + INPUT + "00" + "01" + "feffffff7f" + LOCK_TIME));
    }

    /** P2. */
    @Test
    void refusesSizesThatAreNotCanonical() {
        String rest = INPUT + "00" + LOCK_TIME;
        for (String one : List.of(
                "fd0000",
                "fe00000000",
                "ff0000000000000000",
                "fd0100",
                "fdfc00",
                "fe01000000",
                "feffff0000",
                "ff0100000000000000",
                "ffffffffff00000000")) {
            assertRefused(80, "not canonical", block(one + "02000000" + "01" + rest));
            assertRefused(FIRST + 4, "not canonical", one("02000000" + one + rest));
        }
    }

    /** P2: all eight bytes count. */
    @Test
    void refusesSizesBeyondAnyData() {
        for (String size :
                List.of("fe00000080", "feffffffff", "ff0000000001000000", "ff0100000001000000", "ffffffffffffffffff")) {
            assertRefused(80, "size beyond any data", block(size + "00".repeat(100)));
        }
    }

    @Test
    void readsSizesOfEveryWidth() {
        RandomTransactions things = new RandomTransactions(new Random(SEED));
        for (int length : new int[] {0, 252, 253, 254, 255, 256, 65_534, 65_535, 65_536, 70_000}) {
            ByteString script = things.bytes(length);
            SlowScan scan = new SlowScan(new Random(SEED)).watch(script);
            byte[] block = one(new ByteWriter()
                    .write(bytes("02000000" + "01" + INPUT + "01" + "0100000000000000"))
                    .writeVarBytes(script)
                    .writeInt32(0)
                    .toByteArray());
            assertEquals(1, scan.scan(block).size(), "length " + length);
        }
    }

    @Test
    void refusesAmountsOutOfRange() {
        String most = "0040075af0750700";
        assertAccepted("02000000" + "01" + INPUT + "01" + most + "00" + LOCK_TIME);
        for (String amount : List.of("0140075af0750700", "ffffffffffffffff", "0000000000000080")) {
            assertRefused(
                    FIRST + 55,
                    "amount out of range",
                    one("02000000" + "01" + INPUT + "01" + amount + "00" + LOCK_TIME));
        }
    }

    @Test
    void refusesWhatIsNoSegwit() {
        assertRefused(
                FIRST + 6, "unknown segwit flag", one("02000000" + "0002" + "01" + INPUT + "00" + "0100" + LOCK_TIME));
        assertRefused(
                FIRST + 50,
                "segwit flag, but no witness",
                one("02000000" + "0001" + "01" + INPUT + "00" + "00" + LOCK_TIME));
        assertRefused(FIRST + 8, "segwit flag, but no witness", one("02000000" + "0001" + "00" + "00" + LOCK_TIME));
    }

    private void assertAccepted(String transaction) {
        byte[] block = one(transaction);
        assertEquals(List.of(), watched.scan(block));
        Transaction only = Transaction.parse(bytes(transaction));
        Sha256Hash root = MerkleTree.of(block).root();
        assertEquals(only.txid(), root);
        assertEquals(
                1,
                Block.parse(MerkleTrees.block(root, List.of(only)))
                        .transactions()
                        .size());
    }

    private void assertRefused(int offset, String problem, byte[] block) {
        assertMalformed(offset, problem, () -> watched.scan(block));
        assertMalformed(offset, problem, () -> BlockCheck.transactions(block));
        assertThrows(MalformedException.class, () -> Block.parse(block));
    }

    private static byte[] one(String transaction) {
        return one(bytes(transaction));
    }

    private static byte[] one(byte[] transaction) {
        return new ByteWriter()
                .write(new byte[80])
                .writeByte(1)
                .write(transaction)
                .toByteArray();
    }

    private static byte[] block(String behindTheHeader) {
        return new ByteWriter()
                .write(new byte[80])
                .write(bytes(behindTheHeader))
                .toByteArray();
    }

    private static byte[] bytes(String hex) {
        return ByteString.ofHex(hex).toByteArray();
    }

    private static byte[] generated(int count) {
        RandomTransactions random = new RandomTransactions(new Random(SEED));
        List<Transaction> transactions =
                Stream.generate(random::next).limit(count).toList();
        return MerkleTrees.block(MerkleTrees.root(transactions), transactions);
    }
}
