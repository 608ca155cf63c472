package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacedTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int runs;
    private final Runnable paced = Paced.every(Duration.ofSeconds(30), () -> now, () -> runs++);

    private int runsAfter(long seconds) {
        now = now.plusSeconds(seconds);
        paced.run();
        return runs;
    }

    @Test
    void itRunsAtOnceAndThenOnceAPause() {
        assertEquals(1, runsAfter(0));
        assertEquals(1, runsAfter(29));
        assertEquals(2, runsAfter(1));
        assertEquals(2, runsAfter(29));
        assertEquals(3, runsAfter(500));
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        runsAfter(0);
        assertEquals(1, runsAfter(-10));
        assertEquals(2, runsAfter(-3_600));
    }

    @Test
    void whatThrowsHasHadItsTurn() {
        Runnable failing = Paced.every(Duration.ofSeconds(30), () -> now, () -> {
            runs++;
            throw new IllegalStateException();
        });
        assertThrows(IllegalStateException.class, failing::run);
        failing.run();
        assertEquals(1, runs);
    }
}
