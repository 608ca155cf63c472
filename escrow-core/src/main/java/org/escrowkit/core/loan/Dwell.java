package org.escrowkit.core.loan;

import java.time.Duration;

/**
 * How long a threshold must stay reached before it counts, so that one wild price liquidates nobody. Both must be met.
 *
 * @param samples prices in a row that reach it, at least 1
 * @param time from the first of them on, zero or more
 */
public record Dwell(int samples, Duration time) {
    /** The first price counts. */
    public static final Dwell NONE = new Dwell(1, Duration.ZERO);

    public Dwell {
        if (samples < 1 || time.isNegative()) {
            throw new IllegalArgumentException("a threshold is reached by one price at least, and not in the past");
        }
    }

    /** Whether a threshold that so many prices in a row reached, the first of them so long ago, counts. */
    public boolean isOver(int reached, Duration since) {
        return reached >= samples && since.compareTo(time) >= 0;
    }
}
