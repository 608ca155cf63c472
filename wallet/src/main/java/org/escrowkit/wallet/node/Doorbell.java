package org.escrowkit.wallet.node;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Wakes a poll loop. Rings add up to one until somebody looks, and wake no more often than ten times a second, so that
 * a flood of them, true or not, costs no more polls than that; and silence ends too, so that a loop that waits here
 * polls at least that often, whether anything rings or not.
 */
public final class Doorbell {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    /** How time passes. */
    interface Time {
        long nanos();

        /** Waits on the monitor, which the caller holds, for at least so long unless notified. */
        void await(Object monitor, long nanos) throws InterruptedException;
    }

    private static final class RealTime implements Time {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // The caller's loop.
        public void await(Object monitor, long nanos) throws InterruptedException {
            // Rounded up: a wait of nothing would be one without end.
            monitor.wait(nanos / 1_000_000 + 1);
        }
    }

    private final Set<Hint> rung = EnumSet.noneOf(Hint.class);
    private final Time time;
    private long lastWake;
    private OptionalLong lastHeard = OptionalLong.empty();

    public Doorbell() {
        this(new RealTime());
    }

    Doorbell(Time time) {
        this.time = time;
        lastWake = time.nanos() - PAUSE_NANOS;
    }

    /** From any thread. */
    public synchronized void ring(Hint hint) {
        rung.add(hint);
        notifyAll();
    }

    /** As {@link #ring}, because a node said so. From any thread. */
    public synchronized void heard(Hint hint) {
        lastHeard = OptionalLong.of(time.nanos());
        ring(hint);
    }

    /** How long ago a node was heard last; empty if none ever was. */
    public synchronized Optional<Duration> sinceHeard() {
        return lastHeard.isPresent()
                ? Optional.of(Duration.ofNanos(time.nanos() - lastHeard.getAsLong()))
                : Optional.empty();
    }

    /**
     * Waits until it rings, at once if it has since the last call, or until the silence has lasted that long. Within a
     * tenth of a second of the last call that a ring ended, it waits for the rest of that, too, unless the silence is
     * shorter.
     *
     * @return what rang; empty after silence, when everything is to be polled
     */
    public synchronized Set<Hint> await(Duration silence) throws InterruptedException {
        long start = time.nanos();
        for (long left = left(start, silence); left > 0; left = left(start, silence)) {
            time.await(this, left);
        }
        Set<Hint> answer = EnumSet.copyOf(rung);
        if (!answer.isEmpty()) {
            lastWake = time.nanos();
        }
        rung.clear();
        return answer;
    }

    private long left(long start, Duration silence) {
        long now = time.nanos();
        long ofSilence = silence.toNanos() - (now - start);
        return rung.isEmpty() ? ofSilence : Math.min(ofSilence, PAUSE_NANOS - (now - lastWake));
    }
}
