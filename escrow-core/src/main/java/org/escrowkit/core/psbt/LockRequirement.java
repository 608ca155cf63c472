package org.escrowkit.core.psbt;

import java.util.Optional;

/**
 * Until when an input says that it cannot be spent (BIP370). An input with both is satisfied by either.
 *
 * @param time PSBT_IN_REQUIRED_TIME_LOCKTIME: seconds since 1970, 500,000,000 or more
 * @param height PSBT_IN_REQUIRED_HEIGHT_LOCKTIME: of a block, 1 to 499,999,999
 */
public record LockRequirement(Optional<Long> time, Optional<Long> height) {
    public static final LockRequirement NONE = new LockRequirement(Optional.empty(), Optional.empty());

    /** Locktimes from here on are times, those below are heights (BIP65). */
    static final long FIRST_TIME = 500_000_000;

    public LockRequirement {
        if (!time.map(LockRequirement::isTime).orElse(true)
                || !height.map(LockRequirement::isHeight).orElse(true)) {
            throw new IllegalArgumentException("time " + time + ", height " + height);
        }
    }

    static boolean isTime(long value) {
        return value >= FIRST_TIME && value <= 0xffff_ffffL;
    }

    static boolean isHeight(long value) {
        return value > 0 && value < FIRST_TIME;
    }

    boolean isNone() {
        return time.isEmpty() && height.isEmpty();
    }
}
