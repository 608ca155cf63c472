package org.escrowkit.wallet.liveness;

import java.time.Duration;

/**
 * How often parties prove that they have their keys.
 *
 * @param every after so long a proof is due again
 * @param grace for so long after that it may be late; then the key counts as dead
 * @param answer so long after it was drawn a challenge may be answered
 */
public record KeySchedule(Duration every, Duration grace, Duration answer) {
    /** Each quarter of a year, two weeks late at most, and three days to walk to the safe. */
    public static final KeySchedule USUAL =
            new KeySchedule(Duration.ofDays(91), Duration.ofDays(14), Duration.ofDays(3));

    public KeySchedule {
        if (every.isNegative() || every.isZero() || grace.isNegative() || answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("a schedule has times above zero");
        }
    }
}
