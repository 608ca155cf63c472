package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every refusal of the transaction codec, with the offset at which reading failed. */
class MalformedTransactionTest {
    private static final String OUTPOINT = "11".repeat(32) + "00000000";
    private static final String INPUT = OUTPOINT + "00" + "ffffffff";
    private static final String OUTPUT = "0100000000000000" + "0151";
    private static final String LEGACY = "02000000" + "01" + INPUT + "01" + OUTPUT + "00000000";
    private static final String SEGWIT = "02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + "0101aa" + "00000000";

    @Test
    void theTwoThatAllOthersVaryAreRead() {
        assertArrayEquals(bytes(LEGACY), Transaction.parse(bytes(LEGACY)).serialize());
        assertArrayEquals(bytes(SEGWIT), Transaction.parse(bytes(SEGWIT)).serialize());
    }

    /** P5. */
    @Test
    void refusesATransactionCutOffAnywhere() {
        for (byte[] whole : new byte[][] {bytes(LEGACY), bytes(SEGWIT)}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                MalformedException refused = assertThrows(
                        MalformedException.class, () -> Transaction.parse(cut), "cut to " + length + " bytes");
                assertEquals("transaction", refused.subject());
            }
        }
    }

    /** P4. */
    @Test
    void refusesATrailingByte() {
        assertMalformed(61, "1 bytes too many", () -> parse(LEGACY + "00"));
        assertMalformed(66, "1 bytes too many", () -> parse(SEGWIT + "00"));
        assertMalformed(61, "1 bytes too many", () -> Transaction.parseLegacy(ByteString.ofHex(LEGACY + "00")));
    }

    /** P1. */
    @Test
    void refusesHugeCountsBeforeAnythingIsAllocated() {
        String huge = "feffffff7f";
        assertMalformed(4, "2147483647 items declared", () -> parse("02000000" + huge + INPUT));
        assertMalformed(46, "2147483647 items declared", () -> parse("02000000" + "01" + INPUT + huge + OUTPUT));
        assertMalformed(
                59,
                "2147483647 items declared",
                () -> parse("02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + huge + "00000000"));
        assertMalformed(46, "bytes expected", () -> parse("02000000" + "01" + OUTPOINT + huge + "ffffffff"));
    }

    /** P2. */
    @Test
    void refusesACompactSizeThatIsNotCanonical() {
        assertMalformed(4, "not canonical", () -> parse("02000000" + "fd0100" + INPUT + "01" + OUTPUT + "00000000"));
    }

    @Test
    void refusesAWitnessFlagWithoutAnyWitness() {
        assertMalformed(
                60, "no witness", () -> parse("02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + "00" + "00000000"));
    }

    @Test
    void refusesAnUnknownFlag() {
        assertMalformed(
                6, "unknown segwit flag", () -> parse("02000000" + "0002" + "01" + INPUT + "01" + OUTPUT + "00000000"));
    }

    @Test
    void readsNoInputsOnlyWhereTheSerializationIsKnownToBeTheLegacyOne() {
        String noInputs = "02000000" + "00" + "01" + OUTPUT + "00000000";
        assertThrows(MalformedException.class, () -> parse(noInputs));
        assertEquals(
                0, Transaction.parseLegacy(ByteString.ofHex(noInputs)).inputs().size());
        assertThrows(MalformedException.class, () -> Transaction.parseLegacy(ByteString.ofHex(SEGWIT)));
    }

    @Test
    void refusesAnAmountOutOfRange() {
        for (String amount : new String[] {"ffffffffffffffff", "0000000000000080", "0140075af0750700"}) {
            assertMalformed(
                    55,
                    "amount out of range",
                    () -> parse("02000000" + "01" + INPUT + "01" + amount + "0151" + "00000000"));
        }
        parse("02000000" + "01" + INPUT + "01" + "0040075af0750700" + "0151" + "00000000");
    }

    @Test
    void answersAnyMutationWithATransactionOfTheSameBytesOrATypedRefusal() {
        long seed = 7;
        Random random = new Random(seed);
        RandomTransactions transactions = new RandomTransactions(random);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = transactions.next().serialize();
            bytes[random.nextInt(Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            try {
                assertArrayEquals(bytes, Transaction.parse(bytes).serialize(), "seed " + seed + ", mutation " + i);
            } catch (MalformedException typed) {
                refused++;
            }
        }
        assertTrue(refused > 50 && refused < 1_950, refused + " of 2000 refused: not both happened, seed " + seed);
    }

    private static Transaction parse(String hex) {
        return Transaction.parse(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
