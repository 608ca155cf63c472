package org.escrowkit.core.loan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counted by hand. */
class DayCountTest {
    @ParameterizedTest
    @CsvSource({
        "2027-01-01, 2027-01-01, 0, 0",
        "2027-01-01, 2027-01-02, 1, 1",
        // No leap year, a leap year, and the leap day itself.
        "2027-02-28, 2027-03-01, 1, 3",
        "2028-02-28, 2028-03-01, 2, 3",
        "2028-02-28, 2028-02-29, 1, 1",
        "2028-02-29, 2028-03-01, 1, 2",
        // A year has 365 or 366 days, or 360.
        "2027-01-01, 2028-01-01, 365, 360",
        "2028-01-01, 2029-01-01, 366, 360",
        "2027-12-31, 2028-12-31, 366, 360",
        // Month ends: the 31st is the 30th, and February ends on its own last day.
        "2027-01-30, 2027-01-31, 1, 0",
        "2027-01-31, 2027-02-01, 1, 1",
        "2027-01-31, 2027-02-28, 28, 28",
        "2027-02-28, 2027-03-31, 31, 32",
        "2028-02-29, 2028-03-31, 31, 31",
        "2027-03-31, 2027-04-30, 30, 30",
        "2027-04-30, 2027-05-31, 31, 30",
        "2027-12-31, 2028-01-31, 31, 30",
        // 1900 was no leap year, 2000 was.
        "1900-02-28, 1900-03-01, 1, 3",
        "2000-02-28, 2000-03-01, 2, 3",
        // Backwards.
        "2027-03-01, 2027-02-28, -1, -3",
    })
    void countsDays(LocalDate from, LocalDate to, long ofTheCalendar, long ofEvenMonths) {
        assertEquals(ofTheCalendar, DayCount.ACTUAL_360.days(from, to));
        assertEquals(ofTheCalendar, DayCount.ACTUAL_365_FIXED.days(from, to));
        assertEquals(ofEvenMonths, DayCount.THIRTY_E_360.days(from, to));
    }

    @Test
    void aYearHasTheDaysOfItsName() {
        assertEquals(360, DayCount.ACTUAL_360.basis());
        assertEquals(365, DayCount.ACTUAL_365_FIXED.basis());
        assertEquals(360, DayCount.THIRTY_E_360.basis());
    }

    @Test
    void daysAddUpAndNeverRunBackwards() {
        long seed = 30;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            LocalDate from = LocalDate.of(2027, 1, 1).plusDays(random.nextInt(2_000));
            LocalDate via = from.plusDays(random.nextInt(800));
            LocalDate to = via.plusDays(random.nextInt(800));
            for (DayCount count : DayCount.values()) {
                String which = "seed " + seed + ", case " + i + ": " + count;
                assertEquals(count.days(from, to), count.days(from, via) + count.days(via, to), which);
                assertTrue(count.days(from, via) >= 0, which);
            }
        }
    }
}
