package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;

class EcdsaSignatureFuzzTest {
    private static final TestSpends SPEND = TestSpends.seeded(4);
    private static final Sha256Hash ANOTHER_HASH = Sha256Hash.of(new byte[0]);

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, EcdsaSignatureFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), EcdsaSignatureFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return IntStream.range(0, 3)
                .mapToObj(key -> TestSpends.sign(SPEND.keys().get(key), SPEND.sighash(0))
                        .toDer()
                        .toByteArray())
                .toList();
    }

    private static void check(byte[] input) {
        ByteString der = ByteString.of(input);
        accepted(() -> EcdsaSignature.parseDer(der), MalformedException.class).ifPresent(signature -> {
            assertEquals(der, signature.toDer());
            assertEquals(signature, EcdsaSignature.ofCompact(signature.toCompact()));
            // Whatever the numbers are, verifying answers, and no signature is good for a hash that nobody signed.
            ByteString key = TestSpends.publicKey(SPEND.keys().get(0));
            assertFalse(Curve.verifier().verify(ANOTHER_HASH, signature, key));
        });
    }
}
