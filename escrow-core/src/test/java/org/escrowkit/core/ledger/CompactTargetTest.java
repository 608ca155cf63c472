package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompactTargetTest {
    @Test
    void expandsTheTargetsOfRealChains() {
        assertExpands("ffff" + "00".repeat(26), 0x1d00ffffL);
        assertExpands("7fffff" + "00".repeat(29), 0x207fffffL);
        assertExpands("0377ae" + "00".repeat(25), 0x1c0377aeL);
    }

    @Test
    void dropsDigitsThatAShortNumberHasNoRoomFor() {
        assertExpands("123456", 0x03123456L);
        assertExpands("1234", 0x02123456L);
        assertExpands("12", 0x01123456L);
        assertExpands("12345600", 0x04123456L);
        assertRefused(0x00123456L);
        assertRefused(0x01003456L);
    }

    @Test
    void refusesZero() {
        assertRefused(0);
        assertRefused(0x01000000L);
        assertRefused(0xff000000L);
    }

    @Test
    void refusesNegativeNumbers() {
        assertRefused(0x04923456L);
        assertRefused(0x01fedcbaL);
        assertRefused(0x1d80ffffL);
    }

    @Test
    void refusesNumbersOfMoreThan256Bits() {
        assertExpands("ff" + "00".repeat(31), 0x220000ffL);
        assertRefused(0x22000100L);
        assertExpands("ffff" + "00".repeat(30), 0x2100ffffL);
        assertRefused(0x21010000L);
        assertRefused(0x23000001L);
        assertRefused(0xff123456L);
    }

    private static void assertExpands(String hex, long bits) {
        assertEquals(Optional.of(new BigInteger(hex, 16)), CompactTarget.expand(bits));
    }

    private static void assertRefused(long bits) {
        assertEquals(Optional.empty(), CompactTarget.expand(bits));
    }
}
