package org.escrowkit.core.loan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * By when what must have happened. Days are those of UTC.
 *
 * @param start of the loan; interest runs from its day on
 * @param fundBy when the collateral must lie in the escrow, not before the start
 * @param disburseBy when the lender must have handed out the principal, not before {@code fundBy}
 * @param maturity when all must be paid back, after {@code disburseBy}
 * @param grace after maturity before the loan is in default, zero or more
 */
public record Deadlines(Instant start, Instant fundBy, Instant disburseBy, Instant maturity, Duration grace) {
    private static final Duration LONGEST_GRACE = Duration.ofDays(36_500);

    public Deadlines {
        boolean ordered = !fundBy.isBefore(start) && !disburseBy.isBefore(fundBy) && disburseBy.isBefore(maturity);
        if (!ordered) {
            throw new IllegalArgumentException("deadlines follow each other: start " + start + ", funding " + fundBy
                    + ", disbursement " + disburseBy + ", maturity " + maturity);
        }
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException("a time of grace is not negative, nor above a century: " + grace);
        }
    }

    /** From which day on interest runs. */
    public LocalDate firstDay() {
        return day(start);
    }

    /** The last day on which a payment is in time. */
    public LocalDate lastDay() {
        return day(maturity);
    }

    /** From when on a loan that is not paid back is in default. */
    public Instant defaultAt() {
        return maturity.plus(grace);
    }

    /** The day of UTC in which a moment lies. */
    public static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }
}
