package org.escrowkit.core.loan;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** Stored loans, their events and actions. */
class LoanCodecFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, LoanCodecFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), LoanCodecFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return Stream.concat(
                        FormSamples.STATES.values().stream().map(state -> LoanCodec.encode(FormSamples.loan(state))),
                        Stream.concat(
                                FormSamples.EVENTS.values().stream().map(LoanCodec::encode),
                                FormSamples.ACTIONS.values().stream().map(LoanCodec::encode)))
                .map(ByteString::toByteArray)
                .toList();
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> LoanCodec.decode(bytes), MalformedException.class)
                .ifPresent(loan -> assertEquals(bytes, LoanCodec.encode(loan)));
        accepted(() -> LoanCodec.decodeEvent(bytes), MalformedException.class)
                .ifPresent(event -> assertEquals(bytes, LoanCodec.encode(event)));
        accepted(() -> LoanCodec.decodeAction(bytes), MalformedException.class)
                .ifPresent(action -> assertEquals(bytes, LoanCodec.encode(action)));
    }
}
