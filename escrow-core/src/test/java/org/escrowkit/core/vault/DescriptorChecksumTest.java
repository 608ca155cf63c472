package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.junit.jupiter.api.Test;

class DescriptorChecksumTest {
    @Test
    void isTheChecksumOfEveryBip380VectorAndOfNoInvalidOne() {
        List<Json> vectors =
                Vectors.json("bips/bip380-vectors.json").get("checksum").items();
        int valid = 0;
        for (Json vector : vectors) {
            boolean expected = Boolean.TRUE.equals(vector.get("checksum_valid").value());
            assertEquals(expected, isValid(vector.text("descriptor")), vector.text("label"));
            valid += expected ? 1 : 0;
        }
        assertEquals(8, vectors.size());
        assertEquals(1, valid);
    }

    @Test
    void isTheChecksumOfEveryDescriptorForWhichBitcoinCoresTestsHaveOne() {
        int checked = 0;
        for (Json vector : Vectors.json("bitcoin-core/descriptor_tests_strings.json")
                .get("valid")
                .items()) {
            for (String field : List.of("private", "public", "normalized_public")) {
                String descriptor = vector.text(field);
                if (descriptor.contains("#")) {
                    assertTrue(isValid(descriptor), descriptor);
                    checked++;
                }
            }
        }
        assertEquals(6, checked);
    }

    @Test
    void refusesACharacterThatNoDescriptorContains() {
        for (String wrong : new String[] {"raw(Ü)", "raw(\n)", "raw(\u0000)", "raw(\u00a0)"}) {
            assertThrows(IllegalArgumentException.class, () -> DescriptorChecksum.of(wrong), wrong);
        }
    }

    @Test
    void changesWithEveryCharacter() {
        String descriptor = TestVaults.seeded(5).vault().descriptor();
        String body = descriptor.substring(0, descriptor.indexOf('#'));
        for (int i = 0; i < body.length(); i++) {
            String typo = body.substring(0, i) + (body.charAt(i) == 'q' ? 'p' : 'q') + body.substring(i + 1);
            assertFalse(descriptor.endsWith(DescriptorChecksum.of(typo)), "typo at " + i);
        }
    }

    private static boolean isValid(String descriptor) {
        int mark = descriptor.indexOf('#');
        if (mark < 0) {
            return false;
        }
        try {
            return DescriptorChecksum.of(descriptor.substring(0, mark)).equals(descriptor.substring(mark + 1));
        } catch (IllegalArgumentException noDescriptor) {
            return false;
        }
    }
}
