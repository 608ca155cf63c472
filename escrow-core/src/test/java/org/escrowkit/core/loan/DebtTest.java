package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Interest and payments, worked by hand except for the last. */
class DebtTest {
    private static final LocalDate START = LocalDate.parse("2027-01-15");
    private static final LocalDate MATURITY = LocalDate.parse("2028-01-15");
    private static final Interest NONE = new Interest.None();
    private static final Interest TEN_PERCENT = annual("0.1", DayCount.ACTUAL_365_FIXED);

    private static Interest annual(String rate, DayCount dayCount) {
        return new Interest.SimpleAnnual(new BigDecimal(rate), dayCount);
    }

    private static BigMoney owedAfter(String principal, Interest interest, String from, String to) {
        return Debt.disbursed(usd(principal), interest, LocalDate.parse(from)).owed(interest, LocalDate.parse(to));
    }

    /** 36,000 · 0.1 · 30/360 = 300; of 365 days it is 36,500 that earn as much. January has 31 days, or 30. */
    @Test
    void interestOfAMonth() {
        assertEquals(
                usd("36310.00"), owedAfter("36000", annual("0.1", DayCount.ACTUAL_360), "2027-01-01", "2027-02-01"));
        assertEquals(usd("36810.00"), owedAfter("36500", TEN_PERCENT, "2027-01-01", "2027-02-01"));
        assertEquals(
                usd("36300.00"), owedAfter("36000", annual("0.1", DayCount.THIRTY_E_360), "2027-01-01", "2027-02-01"));
        assertEquals(
                usd("36290.00"), owedAfter("36000", annual("0.1", DayCount.ACTUAL_360), "2028-02-01", "2028-03-01"));
        assertEquals(
                usd("36280.00"), owedAfter("36000", annual("0.1", DayCount.ACTUAL_360), "2027-02-01", "2027-03-01"));
    }

    /** A leap year has a day more to pay for: 36,500 · 0.1 · 366/365 = 3,660. */
    @Test
    void interestOfAYear() {
        assertEquals(usd("40150.00"), owedAfter("36500", TEN_PERCENT, "2027-01-01", "2028-01-01"));
        assertEquals(usd("40160.00"), owedAfter("36500", TEN_PERCENT, "2028-01-01", "2029-01-01"));
        assertEquals(
                usd("39600.00"), owedAfter("36000", annual("0.1", DayCount.THIRTY_E_360), "2028-01-01", "2029-01-01"));
        assertEquals(
                usd("39660.00"), owedAfter("36000", annual("0.1", DayCount.ACTUAL_360), "2028-01-01", "2029-01-01"));
    }

    /** 1,000 · 0.12/365 = 0.3287…: the lender gets the cent. A yen has no parts, and a USDT a million. */
    @Test
    void interestIsRoundedUpToTheMinorUnit() {
        Interest interest = annual("0.12", DayCount.ACTUAL_365_FIXED);
        assertEquals(usd("1000.33"), owedAfter("1000", interest, "2027-01-15", "2027-01-16"));
        assertEquals(usd("0.02"), owedAfter("0.01", interest, "2027-01-15", "2027-01-16"));
        assertEquals(BigMoney.parse("JPY 1001"), owedAfterADay(BigMoney.parse("JPY 1000"), interest));
        assertEquals(BigMoney.parse("XUT 1000.328768"), owedAfterADay(BigMoney.parse("XUT 1000"), interest));
    }

    private static BigMoney owedAfterADay(BigMoney principal, Interest interest) {
        return Debt.disbursed(principal, interest, START).owed(interest, START.plusDays(1));
    }

    @Test
    void noInterestBeforeTheFirstDayAndNoneOnNothing() {
        Debt debt = Debt.disbursed(usd("36500"), TEN_PERCENT, START);
        assertEquals(usd("36500.00"), debt.owed(TEN_PERCENT, START));
        assertEquals(usd("36500.00"), debt.owed(TEN_PERCENT, START.minusDays(30)));
        assertEquals(usd("0.00"), Debt.disbursed(usd("0"), TEN_PERCENT, START).owed(TEN_PERCENT, MATURITY));
        assertEquals(usd("36500.00"), debt.owed(NONE, MATURITY));
        assertEquals(usd("36500.00"), debt.owed(annual("0", DayCount.ACTUAL_360), MATURITY));
    }

    /** 36,500 at 10 % earn 10 a day: after 30 days 300 of interest, so that 1,000 take 700 from the principal. */
    @Test
    void aPaymentGoesToInterestFirst() {
        LocalDate day30 = START.plusDays(30);
        Debt debt = Debt.disbursed(usd("36500"), TEN_PERCENT, START);
        assertEquals(new Debt(usd("35800"), usd("0"), day30), debt.pay(usd("1000"), TEN_PERCENT, day30));
        assertEquals(new Debt(usd("36500"), usd("0"), day30), debt.pay(usd("300"), TEN_PERCENT, day30));
        Debt carrying = debt.pay(usd("120.50"), TEN_PERCENT, day30);
        assertEquals(new Debt(usd("36500"), usd("179.50"), day30), carrying);
        // Another 10 days earn 100 on the principal, and nothing on what is carried.
        assertEquals(usd("36779.50"), carrying.owed(TEN_PERCENT, day30.plusDays(10)));
        assertEquals(
                new Debt(usd("36500"), usd("0.50"), day30.plusDays(10)),
                carrying.pay(usd("279"), TEN_PERCENT, day30.plusDays(10)));
    }

    @Test
    void whatIsOwedPaysTheLoanOffExactly() {
        LocalDate day = START.plusDays(31);
        Debt debt = Debt.disbursed(usd("1000"), TEN_PERCENT, START);
        // 1,000 · 0.1 · 31/365 = 8.4931…
        assertEquals(usd("1008.50"), debt.owed(TEN_PERCENT, day));
        Debt paid = debt.pay(usd("1008.50"), TEN_PERCENT, day);
        assertEquals(new Debt(usd("0"), usd("0"), day), paid);
        assertTrue(paid.isPaid(TEN_PERCENT, MATURITY));
        assertFalse(debt.isPaid(TEN_PERCENT, START));
        assertFalse(debt.pay(usd("1008.49"), TEN_PERCENT, day).isPaid(TEN_PERCENT, day));
    }

    @Test
    void aPaymentBeforeTheLastOneEarnsNothingBack() {
        LocalDate day = START.plusDays(30);
        Debt debt = Debt.disbursed(usd("36500"), TEN_PERCENT, START).pay(usd("300"), TEN_PERCENT, day);
        assertEquals(new Debt(usd("36400"), usd("0"), day), debt.pay(usd("100"), TEN_PERCENT, START));
    }

    @Test
    void someAmountsCannotBePaid() {
        Debt debt = Debt.disbursed(usd("1000"), NONE, START);
        assertEquals(Optional.empty(), debt.refusal(usd("1000"), NONE, START));
        assertEquals(
                Optional.of("only USD 1000.00 is owed, not USD 1000.01"), debt.refusal(usd("1000.01"), NONE, START));
        assertEquals(Optional.of("nobody can pay USD 0.001"), debt.refusal(usd("0.001"), NONE, START));
        assertEquals(Optional.of("nobody can pay USD 0.00"), debt.refusal(usd("0.00"), NONE, START));
        assertEquals(Optional.of("nobody can pay USD -1"), debt.refusal(usd("-1"), NONE, START));
        assertEquals(Optional.of("the debt is in USD, not EUR"), debt.refusal(BigMoney.parse("EUR 1"), NONE, START));
        var refused = assertThrows(IllegalArgumentException.class, () -> debt.pay(usd("1000.01"), NONE, START));
        assertEquals("only USD 1000.00 is owed, not USD 1000.01", refused.getMessage());
        assertEquals(usd("0.00"), debt.pay(usd("1000.000"), NONE, START).owed(NONE, START));
    }

    @Test
    void amountsAreWholeMinorUnitsOfOneCurrency() {
        assertEquals(new Debt(usd("1"), usd("0"), START), new Debt(usd("1.000"), usd("0.00"), START));
        refused(() -> new Debt(usd("1.001"), usd("0"), START));
        refused(() -> new Debt(usd("1"), usd("0.001"), START));
        refused(() -> new Debt(usd("-1"), usd("0"), START));
        refused(() -> new Debt(usd("1"), usd("-1"), START));
        assertThrows(CurrencyMismatchException.class, () -> new Debt(usd("1"), BigMoney.parse("EUR 0"), START));
    }

    @Test
    void theLendersStatementReplacesWhatWasKnown() {
        Interest statements = new Interest.Statements();
        LocalDate day = START.plusDays(9);
        Debt debt = Debt.disbursed(usd("1000"), statements, START);
        assertEquals(usd("1000.00"), debt.owed(statements, MATURITY));
        Debt stated = debt.stated(usd("1010.07"), day);
        assertEquals(new Debt(usd("1010.07"), usd("0"), day), stated);
        assertEquals(usd("1010.07"), stated.owed(statements, MATURITY));
        assertThrows(CurrencyMismatchException.class, () -> debt.stated(BigMoney.parse("EUR 1"), day));
        refused(() -> debt.stated(usd("-1"), day));
    }

    /** On its own day a payment is in time. */
    @Test
    void everythingIsOverdueAfterMaturityAndNothingBefore() {
        Debt debt = Debt.disbursed(usd("36500"), TEN_PERCENT, START);
        assertEquals(usd("0.00"), debt.overdue(TEN_PERCENT, MATURITY, MATURITY));
        assertEquals(usd("40160.00"), debt.overdue(TEN_PERCENT, MATURITY, MATURITY.plusDays(1)));
        assertEquals(usd("36500.00"), debt.overdue(NONE, MATURITY, MATURITY.plusDays(1)));
        assertEquals(usd("36500.00"), debt.overdue(new Interest.Statements(), MATURITY, MATURITY.plusDays(1)));
    }

    @Test
    void carryingInterestForOtherTermsChangesNothingOnThatDay() {
        LocalDate day = START.plusDays(31);
        Debt debt = Debt.disbursed(usd("1000"), TEN_PERCENT, START);
        Debt carried = debt.carriedTo(TEN_PERCENT, day);
        assertEquals(new Debt(usd("1000"), usd("8.50"), day), carried);
        assertEquals(debt.owed(TEN_PERCENT, day), carried.owed(NONE, MATURITY));
        assertEquals(debt, debt.carriedTo(TEN_PERCENT, START.minusDays(1)));
    }

    @Test
    void aRateIsADecimalFromZeroOn() {
        refused(() -> annual("-0.01", DayCount.ACTUAL_360));
        refused(() -> annual("0.0000000000001", DayCount.ACTUAL_360));
        refused(() -> annual("1000000", DayCount.ACTUAL_360));
        assertEquals(annual("0.12", DayCount.ACTUAL_360), annual("0.120", DayCount.ACTUAL_360));
    }

    /** 10^30 · 999,999 · 366,000/365: no number is too large. */
    @Test
    void hugeAmountsDoNotOverflow() {
        Interest interest = annual("999999", DayCount.ACTUAL_365_FIXED);
        BigMoney vast = usd("1" + "0".repeat(30));
        BigMoney owed = Debt.disbursed(vast, interest, START).owed(interest, START.plusDays(365_000));
        assertEquals(usd("999999001" + "0".repeat(30) + ".00"), owed);
    }

    /** Asking changes nothing, and each of n payments at most one cent, for the lender. */
    @Test
    void paymentsShiftTheDebtByAtMostACentEach() {
        long seed = 365;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String which = "seed " + seed + ", case " + i;
            Interest interest = annual("0.0" + (1 + random.nextInt(99)), DayCount.ACTUAL_365_FIXED);
            Debt debt = Debt.disbursed(usd((1_000 + random.nextInt(1_000_000)) + ".37"), interest, START);
            LocalDate end = START.plusDays(400);
            BigMoney atOnce = debt.owed(interest, end);
            LocalDate day = START;
            int payments = 1 + random.nextInt(8);
            BigDecimal exact = BigDecimal.ZERO;
            for (int n = 0; n < payments; n++) {
                day = day.plusDays(1 + random.nextInt(40));
                debt.owed(interest, day);
                // Less than the interest, so that the principal stays.
                debt = debt.pay(usd("0.01"), interest, day);
                exact = exact.add(new BigDecimal("0.01"));
            }
            BigMoney inParts = debt.owed(interest, end).plus(exact);
            assertFalse(inParts.isLessThan(atOnce), which);
            assertFalse(inParts.isGreaterThan(atOnce.plus(exact)), which);
        }
    }

    private static void refused(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }
}
