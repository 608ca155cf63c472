package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
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

    @Test
    void p5RefusesATransactionCutOffAnywhere() {
        for (byte[] whole : new byte[][] {bytes(LEGACY), bytes(SEGWIT)}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                MalformedException refused = assertThrows(
                        MalformedException.class, () -> Transaction.parse(cut), "cut to " + length + " bytes");
                assertEquals("transaction", refused.subject());
            }
        }
    }

    @Test
    void p4RefusesATrailingByte() {
        assertMalformed(61, "1 bytes too many", () -> parse(LEGACY + "00"));
        assertMalformed(66, "1 bytes too many", () -> parse(SEGWIT + "00"));
        assertMalformed(61, "1 bytes too many", () -> Transaction.parseLegacy(ByteString.ofHex(LEGACY + "00")));
    }

    @Test
    void p1RefusesHugeCounts() {
        String huge = "feffffff7f";
        assertMalformed(4, "2147483647 items declared", () -> parse("02000000" + huge + INPUT));
        assertMalformed(46, "2147483647 items declared", () -> parse("02000000" + "01" + INPUT + huge + OUTPUT));
        assertMalformed(
                59,
                "2147483647 items declared",
                () -> parse("02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + huge + "00000000"));
        assertMalformed(46, "bytes expected", () -> parse("02000000" + "01" + OUTPOINT + huge + "ffffffff"));
    }

    @Test
    void p2RefusesACompactSizeThatIsNotCanonicalWhereverItStands() {
        String[] ones = {"fd0100", "fe01000000", "ff0100000000000000"};
        for (String one : ones) {
            assertMalformed(4, "not canonical", () -> parse("02000000" + one + INPUT + "01" + OUTPUT + "00000000"));
            assertMalformed(46, "not canonical", () -> parse("02000000" + "01" + INPUT + one + OUTPUT + "00000000"));
            assertMalformed(
                    41,
                    "not canonical",
                    () -> parse("02000000" + "01" + OUTPOINT + one + "51" + "ffffffff" + "01" + OUTPUT + "00000000"));
            for (String witness : new String[] {one + "01aa", "01" + one + "aa"}) {
                int offset = witness.startsWith("01") ? 60 : 59;
                assertMalformed(
                        offset,
                        "not canonical",
                        () -> parse("02000000" + "0001" + "01" + INPUT + "01" + OUTPUT + witness + "00000000"));
            }
        }
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

    private static Transaction parse(String hex) {
        return Transaction.parse(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
