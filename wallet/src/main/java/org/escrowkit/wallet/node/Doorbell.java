package org.escrowkit.wallet.node;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Wakes a poll loop. Rings add up to one until somebody looks, so that a flood of them costs one poll at a time; and
 * silence ends too, so that a loop that waits here polls at least that often, whether anything rings or not.
 */
public final class Doorbell {
    private final Set<Hint> rung = EnumSet.noneOf(Hint.class);

    /** From any thread. */
    public synchronized void ring(Hint hint) {
        rung.add(hint);
        notifyAll();
    }

    /**
     * Waits until it rings, at once if it has since the last call, or until the silence has lasted that long.
     *
     * @return what rang; empty after silence, when everything is to be polled
     */
    public synchronized Set<Hint> await(Duration silence) throws InterruptedException {
        long deadline = System.nanoTime() + silence.toNanos();
        for (long left = silence.toNanos(); rung.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
            // Rounded up: a wait of nothing would be one without end.
            wait(left / 1_000_000 + 1);
        }
        Set<Hint> answer = EnumSet.copyOf(rung);
        rung.clear();
        return answer;
    }
}
