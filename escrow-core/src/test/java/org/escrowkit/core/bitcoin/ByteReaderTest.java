package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteReaderTest {
    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "fc, 252",
        "fdfd00, 253",
        "fdffff, 65535",
        "fe00000100, 65536",
        "feffffff7f, 2147483647",
    })
    void readsACanonicalCompactSizeAndWritesItBack(String hex, int size) {
        assertEquals(size, reader(hex).readCompactSize());
        assertEquals(hex, new ByteWriter().writeCompactSize(size).toByteString().toHex());
    }

    @ParameterizedTest
    @CsvSource({
        "252, fc",
        "253, fdfd00",
        "65535, fdffff",
        "65536, fe00000100",
        "4294967295, feffffffff",
        "4294967296, ff0000000001000000",
    })
    void writesEverySizeInTheFewestBytesAndKnowsHowMany(long size, String hex) {
        assertEquals(hex, new ByteWriter().writeCompactSize(size).toByteString().toHex());
        assertEquals(hex.length() / 2, ByteWriter.compactSizeLength(size));
    }

    @Test
    void knowsWhereItStands() {
        ByteReader in = reader("01020304");
        in.readBytes(3);
        assertEquals(3, in.position());
        assertEquals(1, in.remaining());
    }

    /** P2. */
    @ParameterizedTest
    @ValueSource(strings = {"fd0000", "fdfc00", "fe00000000", "feffff0000", "ff0000000000000000", "ffffffffff00000000"})
    void refusesACompactSizeThatIsNotCanonical(String hex) {
        assertMalformed(0, "not canonical", () -> reader(hex).readCompactSize());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fe00000080",
                "feffffffff",
                "ff0000000001000000",
                "ffffffffffffffff7f",
                "ff0000000000000080",
                "ffffffffffffffffff"
            })
    void refusesASizeBeyondAnyData(String hex) {
        assertMalformed(0, "beyond any data", () -> reader(hex).readCompactSize());
    }

    /** P5. */
    @ParameterizedTest
    @CsvSource({"'', 0", "fd, 1", "fdfd, 1", "fe000001, 1", "ff00000000010000, 1"})
    void refusesACompactSizeThatIsCutOff(String hex, int offset) {
        assertMalformed(offset, "bytes expected", () -> reader(hex).readCompactSize());
    }

    /** P1. */
    @Test
    void refusesBytesThatAreDeclaredButNotThere() {
        assertMalformed(
                5,
                "2147483647 bytes expected, 2 left",
                () -> reader("feffffff7f0102").readVarBytes());
    }

    /** P1. */
    @Test
    void refusesACountOfItemsThatCannotBeThere() {
        assertMalformed(
                0, "2147483647 items declared", () -> reader("feffffff7f0102").readCount(1));
        assertMalformed(0, "2 items declared", () -> reader("0201020304").readCount(3));
        assertEquals(2, reader("0201020304").readCount(2));
    }

    @Test
    void readsIntegersFromLittleEndian() {
        assertEquals(0x04030201, reader("01020304").readInt32());
        assertEquals(-1, reader("ffffffff").readInt32());
        assertEquals(0xffff_ffffL, reader("ffffffff").readUint32());
        assertEquals(-2, reader("feffffffffffffff").readInt64());
    }

    @Test
    void doesNotSeeWhatHappensToTheArrayLater() {
        byte[] bytes = {1, 2};
        ByteReader in = ByteReader.of(bytes, "test");
        bytes[0] = 9;
        assertEquals(1, in.readByte());
    }

    /** P4. */
    @Test
    void refusesTrailingBytesWhereTheEndIsExpected() {
        ByteReader in = reader("0102");
        in.readByte();
        MalformedException refused = assertMalformed(1, "1 bytes too many", in::expectEnd);
        assertEquals("test", refused.subject());
    }

    private static ByteReader reader(String hex) {
        return ByteReader.of(ByteString.ofHex(hex), "test");
    }
}
