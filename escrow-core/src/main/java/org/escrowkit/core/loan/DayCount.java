package org.escrowkit.core.loan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * How many days of interest lie between two dates, and how many make a year. Days add up: from one date to a second and
 * on to a third there are as many as from the first to the third.
 */
public enum DayCount {
    /** The days of the calendar, of a year of 360. */
    ACTUAL_360(360),

    /** The days of the calendar, of a year of 365, in leap years too. */
    ACTUAL_365_FIXED(365),

    /**
     * Months of 30 days, in which the 31st is the 30th, and the last day of February is no other day (ISDA 30E/360).
     */
    THIRTY_E_360(360) {
        @Override
        public long days(LocalDate from, LocalDate to) {
            return Math.subtractExact(evened(to), evened(from));
        }
    };

    private static final int MONTHS = 12;
    private static final int DAYS_OF_A_MONTH = 30;

    private final int basis;

    DayCount(int basis) {
        this.basis = basis;
    }

    /** Below zero where the second date is the earlier. */
    public long days(LocalDate from, LocalDate to) {
        return ChronoUnit.DAYS.between(from, to);
    }

    /** The days of a year. */
    public int basis() {
        return basis;
    }

    private static long evened(LocalDate date) {
        long months = (long) date.getYear() * MONTHS + date.getMonthValue();
        return months * DAYS_OF_A_MONTH + Math.min(date.getDayOfMonth(), DAYS_OF_A_MONTH);
    }
}
