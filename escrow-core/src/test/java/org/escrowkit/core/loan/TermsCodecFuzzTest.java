package org.escrowkit.core.loan;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** The bytes of terms. */
class TermsCodecFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, TermsCodecFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), TermsCodecFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return FormSamples.ALL_TERMS.values().stream()
                .map(terms -> TermsCodec.encode(terms).toByteArray())
                .toList();
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> TermsCodec.decode(bytes), MalformedException.class)
                .ifPresent(terms -> assertEquals(bytes, TermsCodec.encode(terms)));
    }
}
