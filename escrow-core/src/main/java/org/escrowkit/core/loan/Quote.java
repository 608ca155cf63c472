package org.escrowkit.core.loan;

import java.time.Duration;
import java.time.Instant;

/** A price and when it held. */
public record Quote(Price price, Instant at) {
    /** Whether it may still be acted on. */
    boolean isFresh(Instant now, Duration maxAge) {
        return !now.isAfter(at.plus(maxAge));
    }
}
