package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

/** S28: any bytes whatsoever have an explanation, of printable lines, short enough to read. */
class PsbtExplanationFuzzTest {
    private static final int MOST_LINES = 140;
    private static final int MOST_CHARACTERS = 420;

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PsbtExplanationFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), PsbtExplanationFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return PsbtFuzzTest.seeds();
    }

    private static void check(byte[] input) {
        PsbtExplanation explanation = PsbtExplanation.of(input, ExplainedSpend.CONTEXT);
        String text = explanation.text();
        assertFalse(explanation.names(PsbtOddity.Kind.UNEXPLAINED), text);
        assertTrue(text.lines().count() <= MOST_LINES, text);
        assertTrue(text.lines().allMatch(line -> line.length() <= MOST_CHARACTERS), text);
        assertTrue(text.chars().allMatch(at -> at == '\n' || (at >= ' ' && at <= '~')), text);
    }
}
