package org.escrowkit.wallet.watch;

import java.time.Instant;

/**
 * Since when a script can have been paid. A watcher looks at every block from there on, old ones again if need be; too
 * late a birth hides payments, too early a one costs only time.
 */
public sealed interface Birth {
    /** It was made just now and nobody has heard of it: the blocks to come are enough. */
    static Birth now() {
        return new Now();
    }

    /** @param height of the first block that can pay it; 0 for all of them */
    static Birth atHeight(int height) {
        return new AtHeight(height);
    }

    /** A moment before anybody was told of it. */
    static Birth at(Instant time) {
        return new AtTime(time);
    }

    /** See {@link #now}. */
    record Now() implements Birth {}

    /** See {@link #atHeight}. */
    record AtHeight(int height) implements Birth {
        public AtHeight {
            if (height < 0) {
                throw new IllegalArgumentException("negative height: " + height);
            }
        }
    }

    /** See {@link #at}. */
    record AtTime(Instant time) implements Birth {}
}
