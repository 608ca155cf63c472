package org.escrowkit.core.vault;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

/** A descriptor of any text, and the checksum of the same. */
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
        return Stream.of(
                        descriptor,
                        descriptor.substring(0, descriptor.indexOf('#')),
                        "raw(deadbeef)#89f8spxm",
                        descriptor.replace("/0/*", "/<0;1>/*").substring(0, descriptor.indexOf('#')))
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void check(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> Descriptor.parse(text, BitcoinNetwork.REGTEST, ChecksumRule.OPTIONAL), DescriptorException.class)
                .ifPresent(descriptor -> assertEquals(
                        descriptor,
                        Descriptor.parse(descriptor.text(), BitcoinNetwork.REGTEST, ChecksumRule.REQUIRED)));
        accepted(() -> DescriptorChecksum.of(text), IllegalArgumentException.class)
                .ifPresent(checksum -> {
                    assertEquals(8, checksum.length());
                    assertNotEquals(checksum, DescriptorChecksum.of(text + "0"));
                });
    }
}
