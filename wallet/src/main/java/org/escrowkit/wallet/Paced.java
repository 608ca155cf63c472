package org.escrowkit.wallet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Does something at most so often, however often it is asked to. Not for several threads at once. */
public final class Paced implements Runnable {
    private final Duration pause;
    private final InstantSource clock;
    private final Runnable work;
    private @Nullable Instant last;

    private Paced(Duration pause, InstantSource clock, Runnable work) {
        this.pause = pause;
        this.clock = clock;
        this.work = work;
    }

    /** @param pause between two times at which it begins; what throws has had its turn */
    public static Runnable every(Duration pause, InstantSource clock, Runnable work) {
        return new Paced(pause, clock, work);
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        Instant before = last;
        // A clock that is set back by more than a pause must not silence it.
        boolean isDue = before == null || Duration.between(before, now).abs().compareTo(pause) >= 0;
        if (isDue) {
            last = now;
            work.run();
        }
    }
}
