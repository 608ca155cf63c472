package org.escrowkit.wallet.price;

import java.time.Duration;

/**
 * How a source that keeps failing is left alone. It is asked once after each pause; another failure doubles the next
 * one, and an answer ends it all.
 *
 * @param failures in a row, from which on it pauses; at least 1
 * @param first pause, above zero
 * @param most that a pause grows to
 */
public record PauseRules(int failures, Duration first, Duration most) {
    /** From the third failure on, ten seconds and at most five minutes. */
    public static final PauseRules USUAL = new PauseRules(3, Duration.ofSeconds(10), Duration.ofMinutes(5));

    private static final int MOST_DOUBLINGS = 20;

    public PauseRules {
        if (failures < 1 || !QuorumRules.isPositive(first) || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses begin at a failure and grow: " + failures + ", " + first);
        }
    }

    /** After so many failures in a row; zero for none. */
    Duration after(int inARow) {
        if (inARow < failures) {
            return Duration.ZERO;
        }
        Duration grown = first.multipliedBy(1L << Math.min(inARow - failures, MOST_DOUBLINGS));
        return grown.compareTo(most) < 0 ? grown : most;
    }
}
