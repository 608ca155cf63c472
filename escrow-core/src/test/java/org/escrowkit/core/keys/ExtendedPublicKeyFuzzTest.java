package org.escrowkit.core.keys;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

/** An extended key as 78 bytes, as those bytes behind a good checksum, and as text. */
class ExtendedPublicKeyFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, ExtendedPublicKeyFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), ExtendedPublicKeyFuzzTest::check);
    }

    static List<byte[]> seeds() {
        Stream<byte[]> bodies = LongStream.range(0, 3)
                .mapToObj(seed ->
                        TestKeys.seeded(seed, BitcoinNetwork.MAINNET).xpub().serialize());
        byte[] text = TestKeys.seeded(3).xpub().toString().getBytes(StandardCharsets.ISO_8859_1);
        return Stream.concat(bodies, Stream.of(text)).toList();
    }

    private static void check(byte[] input) {
        ByteString body = ByteString.of(input);
        accepted(() -> ExtendedPublicKey.parse(body), KeyException.class).ifPresent(key -> {
            assertArrayEquals(input, key.serialize());
            assertEquals(key, ExtendedPublicKey.parse(key.toString()));
        });
        if (body.size() > 0) {
            checkText(TestKeys.base58(body));
        }
        checkText(new String(input, StandardCharsets.ISO_8859_1));
    }

    private static void checkText(String text) {
        accepted(() -> ExtendedPublicKey.parse(text), KeyException.class).ifPresent(key -> {
            ExtendedPublicKey again = ExtendedPublicKey.parse(key.toString());
            assertEquals(key, again);
            assertEquals(key.toString(), again.toString());
        });
    }
}
