package org.escrowkit.core.keys;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

/** The text of an account key, and of the path within it. */
class AccountKeyFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, AccountKeyFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), AccountKeyFuzzTest::check);
    }

    static List<byte[]> seeds() {
        String key = TestKeys.seeded(5).accountKey().toString();
        return Stream.of(
                        key,
                        key.replace('h', '\''),
                        key.replace('h', 'H'),
                        key + "/<0;1>/*",
                        "m/48h/1h/0h/2h",
                        "0/2147483647'/1",
                        "[d34db33f]")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void check(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> AccountKey.parse(text), KeyException.class).ifPresent(key -> {
            assertEquals(key, AccountKey.parse(key.toString()));
            assertEquals(key.xpub().depth(), key.origin().path().depth());
        });
        accepted(() -> KeyExpression.parse(text), KeyException.class)
                .ifPresent(key -> assertEquals(key, KeyExpression.parse(key.toString())));
        accepted(() -> DerivationPath.parse(text), KeyException.class)
                .ifPresent(path -> assertEquals(path, DerivationPath.parse(path.toString())));
    }
}
