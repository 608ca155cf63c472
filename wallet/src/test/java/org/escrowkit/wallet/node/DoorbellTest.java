package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class DoorbellTest {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** A time that passes only while somebody waits, and what happens then. */
    private final class Time implements Doorbell.Time {
        private long millis = 1_000;
        private long ringAt = Long.MAX_VALUE;

        @Override
        public long nanos() {
            return millis * 1_000_000;
        }

        @Override
        public void await(Object doorbell, long nanos) {
            assertTrue(nanos > 0, "a wait without end");
            long until = millis + (nanos + 999_999) / 1_000_000;
            millis = Math.min(until, ringAt);
            if (millis == ringAt) {
                ringAt = Long.MAX_VALUE;
                bell.ring(Hint.CHAIN);
            }
        }
    }

    private final Time time = new Time();
    private final Doorbell bell = new Doorbell(time);

    private void wakes(long at, Set<Hint> hints) throws InterruptedException {
        assertEquals(hints, bell.await(SILENCE));
        assertEquals(at, time.millis);
    }

    @Test
    void w8_silence_ends_and_a_ring_behind_it_or_in_it_wakes_at_once() throws InterruptedException {
        bell.ring(Hint.MEMPOOL);
        wakes(1_000, Set.of(Hint.MEMPOOL));
        wakes(11_000, Set.of());
        bell.ring(Hint.CHAIN);
        wakes(11_000, Set.of(Hint.CHAIN));
        time.ringAt = 15_000;
        wakes(15_000, Set.of(Hint.CHAIN));
    }

    @Test
    void w15_rings_without_pause_wake_no_more_than_ten_times_a_second() throws InterruptedException {
        List<Long> wakes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bell.ring(Hint.CHAIN);
            bell.ring(Hint.MEMPOOL);
            assertEquals(Set.of(Hint.CHAIN, Hint.MEMPOOL), bell.await(SILENCE));
            wakes.add(time.millis);
            time.millis += i;
        }
        assertEquals(List.of(1_000L, 1_100L, 1_200L, 1_300L, 1_400L), wakes);
    }

    @Test
    void w15_what_rings_in_the_pause_is_told_behind_it() throws InterruptedException {
        bell.ring(Hint.MEMPOOL);
        wakes(1_000, Set.of(Hint.MEMPOOL));
        bell.ring(Hint.MEMPOOL);
        time.ringAt = 1_050;
        wakes(1_100, Set.of(Hint.CHAIN, Hint.MEMPOOL));
        time.millis += 99;
        bell.ring(Hint.CHAIN);
        wakes(1_200, Set.of(Hint.CHAIN));
        time.millis += 100;
        bell.ring(Hint.CHAIN);
        wakes(1_300, Set.of(Hint.CHAIN));
    }

    @Test
    void w8_a_silence_shorter_than_the_pause_ends_in_time_and_tells_what_rang() throws InterruptedException {
        bell.ring(Hint.CHAIN);
        wakes(1_000, Set.of(Hint.CHAIN));
        bell.ring(Hint.MEMPOOL);
        assertEquals(Set.of(Hint.MEMPOOL), bell.await(Duration.ofMillis(30)));
        assertEquals(1_030, time.millis);
        assertEquals(Set.of(), bell.await(Duration.ZERO));
        assertEquals(1_030, time.millis);
    }

    @Test
    void w8_real_silence_ends_too() throws InterruptedException {
        Doorbell real = new Doorbell();
        assertEquals(Set.of(), real.await(Duration.ofMillis(5)));
        assertEquals(Set.of(), real.await(Duration.ZERO));
    }

    @Test
    void a_ring_from_another_thread_wakes_one_that_waits() throws Exception {
        Doorbell real = new Doorbell();
        FutureTask<Set<Hint>> waiting = new FutureTask<>(() -> real.await(Duration.ofMinutes(2)));
        Thread thread = new Thread(waiting);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        real.ring(Hint.CHAIN);
        assertEquals(Set.of(Hint.CHAIN), waiting.get());
    }
}
