package org.escrowkit.core.loan;

import java.time.Instant;

/** A loan in a {@link MarginBook}: what moves it, and its place in each of the book's heaps. */
final class Watched<K> {
    private static final int SECONDS_OF_A_MINUTE = 60;

    final K key;
    final long low;
    final long high;
    final int until;
    int lowPlace;
    int highPlace;
    int untilPlace;

    Watched(K key, Triggers triggers) {
        this.key = key;
        this.low = triggers.band().low();
        this.high = triggers.band().high();
        this.until = triggers.until().equals(Instant.MAX) ? Integer.MAX_VALUE : minute(triggers.until());
    }

    /** Minutes since 1970, rounded down: four bytes reach beyond the year 6000, and early is not wrong. */
    static int minute(Instant moment) {
        long minutes = Math.floorDiv(moment.getEpochSecond(), SECONDS_OF_A_MINUTE);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(minutes, Integer.MAX_VALUE - 1));
    }
}
