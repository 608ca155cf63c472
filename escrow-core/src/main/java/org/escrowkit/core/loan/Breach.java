package org.escrowkit.core.loan;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the price has been beyond the liquidation threshold without a break.
 *
 * @param since the first price of them
 * @param samples how many prices
 */
public record Breach(Instant since, int samples) {
    Breach again() {
        return new Breach(since, samples + 1);
    }

    boolean lasts(Dwell dwell, Instant now) {
        return samples >= dwell.samples() && Duration.between(since, now).compareTo(dwell.time()) >= 0;
    }
}
