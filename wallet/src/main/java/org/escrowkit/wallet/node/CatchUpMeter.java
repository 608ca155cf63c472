package org.escrowkit.wallet.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Measures a catch-up: ask it after each commit. The speed is that of the last minute or so. For a single thread. */
public final class CatchUpMeter {
    private static final Duration SPAN = Duration.ofMinutes(1);

    private record Mark(Instant at, int height) {}

    private final InstantSource clock;
    private final Deque<Mark> marks = new ArrayDeque<>();

    public CatchUpMeter(InstantSource clock) {
        this.clock = clock;
    }

    /** Where the follower stands now. */
    public CatchUp at(BlockRow cursor, ChainInfo node) {
        Mark now = new Mark(clock.instant(), cursor.height());
        // A cursor that a reorg lowered, or a clock that was set back, makes what was noted before worthless.
        if (!marks.isEmpty()
                && (now.height() < marks.getLast().height()
                        || now.at().isBefore(marks.getLast().at()))) {
            marks.clear();
        }
        marks.addLast(now);
        while (Duration.between(marks.getFirst().at(), now.at()).compareTo(SPAN) > 0) {
            marks.removeFirst();
        }
        Mark first = marks.getFirst();
        double seconds = Duration.between(first.at(), now.at()).toNanos() / 1e9;
        double speed = seconds > 0 ? (now.height() - first.height()) / seconds : 0;
        int target = Math.max(node.height(), node.headers());
        return new CatchUp(now.height(), target, speed, left(target - now.height(), speed));
    }

    private static Optional<Duration> left(int blocks, double speed) {
        if (blocks <= 0) {
            return Optional.of(Duration.ZERO);
        }
        return speed > 0 ? Optional.of(Duration.ofMillis(Math.round(blocks / speed * 1000))) : Optional.empty();
    }
}
