package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ByteStringTest {
    @Test
    void neitherTheArrayItCameFromNorTheOneItGivesAwayChangesIt() {
        byte[] source = {1, 2, 3};
        ByteString bytes = ByteString.of(source);
        source[0] = 9;
        bytes.toByteArray()[1] = 9;
        assertEquals(ByteString.ofHex("010203"), bytes);
    }

    @Test
    void ordersByUnsignedBytesAndThenByLength() {
        assertTrue(ByteString.ofHex("7f").compareTo(ByteString.ofHex("80")) < 0);
        assertTrue(ByteString.ofHex("ff").compareTo(ByteString.ofHex("ff00")) < 0);
        assertTrue(ByteString.ofHex("0200").compareTo(ByteString.ofHex("01ff")) > 0);
    }

    @Test
    void equalsByContent() {
        assertEquals(ByteString.EMPTY, ByteString.ofHex(""));
        assertEquals(
                ByteString.ofHex("ab").hashCode(), ByteString.of((byte) 0xab).hashCode());
        assertNotEquals(
                ByteString.ofHex("ab").hashCode(), ByteString.ofHex("ba").hashCode());
        assertNotEquals(ByteString.ofHex("ab"), ByteString.ofHex("abab"));
    }

    @Test
    void refusesTextThatIsNotHexadecimal() {
        assertThrows(IllegalArgumentException.class, () -> ByteString.ofHex("abc"));
        assertThrows(IllegalArgumentException.class, () -> ByteString.ofHex("zz"));
    }

    @Test
    void slicesAndGrowsIntoNewValues() {
        ByteString bytes = ByteString.ofHex("010203");
        assertEquals("0203", bytes.slice(1, 3).toHex());
        assertEquals("010203ff", bytes.plus(0xff).toHex());
        assertEquals(255, bytes.plus(0xff).at(3));
    }
}
