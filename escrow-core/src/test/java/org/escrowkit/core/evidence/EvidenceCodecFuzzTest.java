package org.escrowkit.core.evidence;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** Evidence, as it comes from parties and price sources. */
class EvidenceCodecFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, EvidenceCodecFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), EvidenceCodecFuzzTest::check);
    }

    static List<byte[]> seeds() {
        List<Evidence> seeds = new ArrayList<>(EvidenceSamples.each().values());
        seeds.add(EvidenceSamples.everything());
        return seeds.stream()
                .map(EvidenceCodec::encode)
                .map(ByteString::toByteArray)
                .toList();
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> EvidenceCodec.decode(bytes), MalformedException.class).ifPresent(evidence -> {
            assertEquals(bytes, EvidenceCodec.encode(evidence));
            assertEquals(evidence, new Evidence(evidence.statements(), evidence.prices()));
        });
    }
}
