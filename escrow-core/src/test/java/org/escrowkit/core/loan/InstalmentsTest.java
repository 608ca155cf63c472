package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.junit.jupiter.api.Test;

/** Three instalments of 350, 350 and 360 for a principal of 1,000. */
class InstalmentsTest {
    private static final LocalDate START = LocalDate.parse("2027-01-31");
    private static final LocalDate FIRST = LocalDate.parse("2027-02-28");
    private static final LocalDate SECOND = LocalDate.parse("2027-03-31");
    private static final LocalDate THIRD = LocalDate.parse("2027-04-30");
    private static final Interest.Instalments SCHEDULE = new Interest.Instalments(List.of(
            new Instalment(FIRST, usd("350")), new Instalment(SECOND, usd("350")), new Instalment(THIRD, usd("360"))));
    private static final Debt DEBT = Debt.disbursed(usd("1000"), SCHEDULE, START);

    private static BigMoney overdue(Debt debt, LocalDate on) {
        return debt.overdue(SCHEDULE, THIRD, on);
    }

    @Test
    void theDebtIsTheSumFromTheFirstDayOn() {
        assertEquals(usd("1060.00"), SCHEDULE.sum());
        assertEquals(new Debt(usd("1060"), usd("0"), START), DEBT);
        assertEquals(usd("1060.00"), DEBT.owed(SCHEDULE, START));
        assertEquals(usd("1060.00"), DEBT.owed(SCHEDULE, THIRD.plusYears(1)));
    }

    @Test
    void anInstalmentIsOverdueFromTheDayAfterItsOwn() {
        assertEquals(usd("0.00"), overdue(DEBT, FIRST));
        assertEquals(usd("350.00"), overdue(DEBT, FIRST.plusDays(1)));
        assertEquals(usd("350.00"), overdue(DEBT, SECOND));
        assertEquals(usd("700.00"), overdue(DEBT, SECOND.plusDays(1)));
        assertEquals(usd("700.00"), overdue(DEBT, THIRD));
        assertEquals(usd("1060.00"), overdue(DEBT, THIRD.plusDays(1)));
    }

    @Test
    void whatWasPaidIsNotOverdue() {
        Debt debt = DEBT.pay(usd("349.99"), SCHEDULE, FIRST);
        assertEquals(usd("0.01"), overdue(debt, FIRST.plusDays(1)));
        assertEquals(usd("350.01"), overdue(debt, SECOND.plusDays(1)));
        Debt ahead = debt.pay(usd("360.01"), SCHEDULE, FIRST);
        assertEquals(usd("0.00"), overdue(ahead, SECOND.plusDays(1)));
        assertEquals(usd("350.00"), overdue(ahead, THIRD.plusDays(1)));
        Debt paid = ahead.pay(usd("350"), SCHEDULE, SECOND);
        assertTrue(paid.isPaid(SCHEDULE, START));
        assertEquals(usd("0.00"), overdue(paid, THIRD.plusYears(1)));
    }

    @Test
    void everythingIsOverdueAfterAnEarlierMaturity() {
        assertEquals(usd("1060.00"), DEBT.overdue(SCHEDULE, FIRST, FIRST.plusDays(1)));
    }

    @Test
    void datesRiseInOneCurrency() {
        Instalment first = new Instalment(FIRST, usd("1"));
        refused(List.of());
        refused(List.of(first, new Instalment(FIRST, usd("1"))));
        refused(List.of(new Instalment(SECOND, usd("1")), first));
        List<Instalment> mixed = List.of(first, new Instalment(SECOND, BigMoney.parse("EUR 1")));
        assertThrows(CurrencyMismatchException.class, () -> new Interest.Instalments(mixed));
        assertThrows(
                CurrencyMismatchException.class, () -> Debt.disbursed(BigMoney.parse("EUR 1000"), SCHEDULE, START));
    }

    private static void refused(List<Instalment> schedule) {
        assertThrows(IllegalArgumentException.class, () -> new Interest.Instalments(schedule));
    }

    @Test
    void anInstalmentCanBePaid() {
        assertThrows(IllegalArgumentException.class, () -> new Instalment(FIRST, usd("0")));
        assertThrows(IllegalArgumentException.class, () -> new Instalment(FIRST, usd("-1")));
        assertThrows(IllegalArgumentException.class, () -> new Instalment(FIRST, usd("0.001")));
        assertEquals(new Instalment(FIRST, usd("1.00")), new Instalment(FIRST, usd("1")));
    }

    @Test
    void nobodyChangesASchedule() {
        List<Instalment> given = new ArrayList<>(SCHEDULE.schedule());
        var schedule = new Interest.Instalments(given);
        given.clear();
        assertEquals(SCHEDULE, schedule);
    }
}
