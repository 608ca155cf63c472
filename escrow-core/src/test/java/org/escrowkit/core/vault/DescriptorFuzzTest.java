package org.escrowkit.core.vault;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

/** The checksum of any text. */
class DescriptorFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, DescriptorFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), DescriptorFuzzTest::check);
    }

    static List<byte[]> seeds() {
        String descriptor = TestVaults.seeded(6).vault().descriptor();
        return Stream.of(descriptor, descriptor.substring(0, descriptor.indexOf('#')), "raw(deadbeef)#89f8spxm")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void check(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> DescriptorChecksum.of(text), IllegalArgumentException.class)
                .ifPresent(checksum -> {
                    assertEquals(8, checksum.length());
                    assertNotEquals(checksum, DescriptorChecksum.of(text + "0"));
                });
    }
}
