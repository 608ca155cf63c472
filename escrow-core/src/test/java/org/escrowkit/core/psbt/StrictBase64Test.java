package org.escrowkit.core.psbt;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Random;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** P6: bytes have one text, and of any other it is said where it is wrong. */
class StrictBase64Test {
    private static final int MOST = 300;

    @Test
    void p6ReadsWhatTheJdkWrites() {
        Random random = new Random(64);
        for (int size = 0; size <= MOST; size++) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, StrictBase64.decode(Base64.getEncoder().encodeToString(bytes), MOST));
        }
    }

    @Test
    void p6NamesTheFirstCharacterThatIsWrong() {
        assertRefused(0, "not a character of base64", " AAA");
        assertRefused(3, "not a character of base64", "AAA\n");
        assertRefused(4, "not a character of base64", "AAAA\u00e4AAA");
        assertRefused(5, "not a character of base64", "AAAAA\u20acAA");
        assertRefused(2, "not a character of base64", "AA\u0080A");
        assertRefused(6, "not a character of base64", "AAAAAA-A");
        assertRefused(1, "not a character of base64", "A_A\u0000");
    }

    @Test
    void p6NamesThePlaceOfPaddingThatIsWrong() {
        assertRefused(2, "not a character of base64", "AA==AAAA");
        assertRefused(1, "not a character of base64", "A===");
        assertRefused(0, "not a character of base64", "====");
        assertRefused(4, "not a character of base64", "AAAA====");
        assertRefused(2, "base64 ends within a group of four characters", "AA");
        assertRefused(3, "base64 ends within a group of four characters", "AA=");
        assertRefused(3, "base64 ends within a group of four characters", "AAA");
        assertRefused(5, "base64 ends within a group of four characters", "AAAA=");
        assertRefused(6, "base64 ends within a group of four characters", "AAAA==");
        assertRefused(1, "base64 ends within a group of four characters", "=");
        assertRefused(5, "base64 ends within a group of four characters", "AAAAA");
    }

    /** Bits that stand for nothing are zero. */
    @Test
    void p6NamesTheCharacterWithBitsToSpare() {
        assertRefused(1, "base64 is not canonical", "AB==");
        assertRefused(1, "base64 is not canonical", "AI==");
        assertRefused(5, "base64 is not canonical", "AAAA/v==");
        assertRefused(6, "base64 is not canonical", "AAAAAAB=");
        assertRefused(6, "base64 is not canonical", "AAAAAAC=");
        StrictBase64.decode("AQ==", MOST);
        StrictBase64.decode("AAE=", MOST);
    }

    /** P9: before anything is allocated for it. */
    @Test
    void p9RefusesTextThatIsTooLong() {
        assertEquals(MOST, StrictBase64.decode("A".repeat(400), MOST).length);
        assertRefused(0, "more than 300 bytes", "A".repeat(408));
        MalformedException refused =
                assertThrows(MalformedException.class, () -> Psbt.parseBase64("A".repeat(5_333_340)));
        assertEquals("more than 4000000 bytes", refused.problem());
    }

    /** Any one character changed, left out or put in: refused, or other bytes. */
    @Test
    void p6AgreesWithTheJdkOnWhatIsCanonical() {
        long seed = 6;
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            StringBuilder text = new StringBuilder(Base64.getEncoder().encodeToString(bytes));
            char typo = "AB/+=-_\n\u00e9".charAt(random.nextInt(9));
            int at = random.nextInt(text.length() + 1);
            if (at < text.length() && random.nextBoolean()) {
                text.deleteCharAt(at);
            }
            if (random.nextInt(3) > 0) {
                text.insert(at, typo);
            }
            boolean read = canonical(text.toString());
            assertEquals(read, reads(text.toString()), () -> "seed " + seed + ": '" + text + "'");
            accepted += read ? 1 : 0;
        }
        assertTrue(accepted > 2_000 && accepted < 18_000, accepted + " of 20000 accepted");
    }

    private static boolean canonical(String text) {
        return accepted(() -> Base64.getDecoder().decode(text), IllegalArgumentException.class)
                .map(Base64.getEncoder()::encodeToString)
                .filter(text::equals)
                .isPresent();
    }

    private static boolean reads(String text) {
        return accepted(() -> StrictBase64.decode(text, MOST), MalformedException.class)
                .isPresent();
    }

    private static void assertRefused(int offset, String problem, String text) {
        MalformedException refused =
                assertThrows(MalformedException.class, () -> StrictBase64.decode(text, MOST), () -> "'" + text + "'");
        assertEquals(problem, refused.problem(), () -> "'" + text + "'");
        assertEquals(offset, refused.offset(), () -> "'" + text + "'");
        assertEquals("PSBT", refused.subject());
    }
}
