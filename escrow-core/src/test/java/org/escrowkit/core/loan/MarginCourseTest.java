package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.TestLoans.withInterest;
import static org.escrowkit.core.TestLoans.withMargin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

/** USD 30,000 against one bitcoin; thresholds at 70 % and 80 %, cured at 50 % within two days. */
class MarginCourseTest {
    private static final LoanAction ABANDON = new LoanAction.AbandonSettlement();

    /** 70 % at 42,857.14…, 50 % of 42,857 takes 60,000 / 42,857 = 1.40000466… bitcoin: rounded up, 0.40000467 more. */
    @Test
    void aMarginCallAsksForWhatBringsTheLoanBackToTheInitialRatio() {
        Life life = Life.active().costs("42858").is("active").does();
        life.costs("42857").is("margin call");
        life.does(new LoanAction.CallMargin(sat(40_000_467), life.now().plus(Duration.ofDays(2))));
        life.costs("42000").is("margin call").does();
    }

    /** A price that merely returns below the threshold does not cure: at 59,999.99 the ratio is just above 50 %. */
    @Test
    void aMarginCallIsCuredOnlyAtItsTarget() {
        Life life = Life.active().costs("42000").costs("59999.99").is("margin call");
        life.costs("60000").is("active").does();
    }

    @Test
    void aTopUpCuresOnceItIsFinal() {
        Life life = Life.active().costs("42857").sees("0.40000467").is("margin call");
        life.deposits("0.40000466").is("margin call");
        life.deposits("0.00000001").is("active").replays();
    }

    @Test
    void aRepaymentCures() {
        Life life = Life.active().costs("42000").repays("8999.99").is("margin call");
        life.repays("0.01").is("active");
        assertEquals(0, usd("21000").compareTo(life.position().owed(TERMS, life.now())));
    }

    @Test
    void anUnansweredCallIsLiquidatedAtAFreshPriceOnly() {
        Life life = Life.active().costs("42000");
        life.passes(Duration.ofDays(2).minusSeconds(1)).is("margin call");
        life.passes(Duration.ofSeconds(1)).is("margin call");
        life.costs("42500").is("liquidatable");
        Liquidatable due = assertInstanceOf(Liquidatable.class, life.state());
        assertTrue(due.reason().contains("not answered"), due.reason());
        assertEquals(
                new SettlementIntent.Liquidation(
                        life.position().owed(TERMS, life.now()),
                        BigDecimal.ZERO,
                        life.position().quote().price()),
                due.intent());
    }

    /** 80 % at 37,500 exactly. */
    @Test
    void theLiquidationThresholdIsReachedToTheCent() {
        Life.active().costs("37500.01").is("margin call");
        Life.active().costs("37500").is("liquidatable");
    }

    @Test
    void theIntentsPriceStandsUntilItMovesFurtherThanSourcesMayDiffer() {
        Life life = Life.active().costs("37000").is("liquidatable");
        SettlementIntent first = life.state().demands().orElseThrow();
        life.costs("37370").does();
        assertEquals(first, life.state().demands().orElseThrow());
        life.costs("36629.99");
        SettlementIntent second = life.state().demands().orElseThrow();
        life.does(new LoanAction.PrepareSettlement(second));
        assertEquals(
                usd("36629.99"), ((SettlementIntent.Liquidation) second).price().ofOneBitcoin());
    }

    /** Two parties who fix it on different days owe different amounts, and would see the difference in the price. */
    @Test
    void theIntentIsOfWhatIsOwedToday() {
        var interest = new Interest.SimpleAnnual(new BigDecimal("0.365"), DayCount.ACTUAL_365_FIXED);
        Life life = Life.active(withInterest(TERMS, interest)).costs("37000");
        assertEquals(usd("30000.00"), owed(life));
        life.passes(Duration.ofHours(1));
        assertEquals(usd("30000.00"), owed(life));
        life.passes(Duration.ofDays(1)).is("liquidatable");
        assertEquals(usd("30030.00"), owed(life));
        assertEquals(Optional.of(price("37000")), life.state().demands().flatMap(SettlementIntent::decidedAt));
        assertTrue(life.state().prices(TERMS).orElseThrow().contains(price("37000")));
    }

    private static BigMoney owed(Life life) {
        return ((SettlementIntent.Liquidation) life.state().demands().orElseThrow()).owed();
    }

    @Test
    void aTopUpARepaymentOrThePriceTakesALiquidationBackUntilItIsSigned() {
        assertEquals(ABANDON, last(Life.active().costs("37500").deposits("0.6").is("active")));
        assertEquals(ABANDON, last(Life.active().costs("37500").repays("11250").is("active")));
        assertEquals(ABANDON, last(Life.active().costs("37500").costs("60000").is("active")));
        Life.active().costs("37500").costs("59999").is("liquidatable");
        Life repaid = Life.active().costs("37500").repays("30000").is("repaid");
        assertEquals(Optional.of(new SettlementIntent.Release()), repaid.state().demands());
    }

    @Test
    void aPartialRepaymentLowersWhatIsLiquidated() {
        Life life = Life.active().costs("37500").repays("1000").is("liquidatable");
        SettlementIntent.Liquidation intent =
                (SettlementIntent.Liquidation) life.state().demands().orElseThrow();
        assertEquals(0, usd("29000").compareTo(intent.owed()));
    }

    private static LoanAction last(Life life) {
        return life.actions().get(life.actions().size() - 1);
    }

    @Test
    void dwellWaitsForSamplesAndForTime() {
        MarginRules rules = TERMS.margin();
        LoanTerms terms = withMargin(
                TERMS,
                new MarginRules(
                        rules.initial(),
                        rules.tiers(),
                        rules.liquidation(),
                        new Dwell(3, Duration.ofMinutes(10)),
                        rules.penalty(),
                        rules.liquidateTo(),
                        rules.release(),
                        rules.veto()));
        Life life = Life.active(terms).costs("37000").is("margin call");
        life.waits(Duration.ofMinutes(9)).costs("37000").costs("37000").is("margin call");
        life.waits(Duration.ofMinutes(1)).costs("37000").is("liquidatable");
        Life broken = Life.active(terms).costs("37000").costs("37000").costs("37501");
        broken.waits(Duration.ofMinutes(10)).costs("37000").costs("37000").is("margin call");
    }

    @Test
    void aPriceOlderThanTheLastSaysNothing() {
        Life life = Life.active().waits(Duration.ofMinutes(10)).costs("60000");
        life.hears(new Fact.PriceObserved(
                        new Quote(Price.parse("USD 1"), life.now().minusSeconds(1))))
                .is("active");
    }

    @Test
    void aPriceInAnotherCurrencySaysNothing() {
        Life life = Life.active();
        life.hears(new Fact.PriceObserved(new Quote(Price.parse("EUR 1"), life.now())))
                .is("active")
                .does();
    }

    /** Unchained's rules as it prints them, as ratios of collateral to principal, on 0.75 bitcoin at 100,000. */
    @Test
    void unchainedsTiersComeAtItsPrintedRatios() {
        LoanTerms terms = withMargin(TERMS, MarginRules.unchained());
        Life life = Life.open(terms).deposits("1").costs("75000").disburses().is("active");
        life.costs("52500.01").does();
        life.costs("52500").is("active").does(new LoanAction.GiveNotice(0));
        life.costs("48000").is("active").does(new LoanAction.GiveNotice(1));
        life.costs("45000.01").does();
        life.costs("45000").is("margin call");
        // 165 % of 30,000 is 49,500: at 45,000 that is 1.1 bitcoin.
        life.does(new LoanAction.CallMargin(btc("0.1"), life.now().plus(Duration.ofDays(2))));
        life.waits(Duration.ofHours(10)).costs("40500").is("margin call");
        // 49,500 / 40,500 = 1.2222222…
        life.does(new LoanAction.CallMargin(sat(22_222_223), life.now().plus(Duration.ofHours(4))));
        life.costs("33000.01").is("margin call");
        life.costs("33000").is("liquidatable");
        assertInstanceOf(
                SettlementIntent.PartialLiquidation.class,
                life.state().demands().orElseThrow());
        life.replays();
    }

    /** A shallower tier never lengthens the time that a deeper one left. */
    @Test
    void windowsOnlyGetShorter() {
        LoanTerms terms = withMargin(TERMS, MarginRules.unchained());
        Life life = Life.open(terms).deposits("1").costs("75000").disburses().costs("40500");
        var cureBy = life.position().cureBy().orElseThrow();
        assertEquals(life.now().plus(Duration.ofHours(4)), cureBy);
        life.costs("44000").costs("40000").is("margin call");
        assertEquals(cureBy, life.position().cureBy().orElseThrow());
        assertEquals(3, life.position().tier());
    }

    @Test
    void aReorganisationOfCollateralIsNoMarginCallAtOnce() {
        Life life = Life.active().costs("60000").losesACoin().is("active");
        assertEquals(1, life.alarms().size());
        assertTrue(
                life.alarms().get(0).contains("left the best chain"),
                life.alarms().get(0));
        life.looks().does();
        life.waits(Position.PATIENCE).costs("60000").is("liquidatable");
        assertEquals(Optional.empty(), life.state().demands(), "nothing is there to liquidate");
        life.deposits("1").is("active");
    }

    @Test
    void theLoanComesDueAfterMaturityAndGrace() {
        Life life = Life.active();
        life.waits(Duration.ofDays(370).minusSeconds(1)).costs("60000").is("active");
        life.passes(Duration.ofSeconds(1)).is("active");
        life.waits(Duration.ofDays(1)).costs("60000").is("defaulted");
        assertEquals(
                List.of(new LoanAction.PrepareSettlement(life.state().demands().orElseThrow())), life.actions());
        life.repays("29999.99").is("defaulted");
        life.repays("0.01").is("repaid").replays();
    }

    @Test
    void aDefaultWaitsForAFreshPrice() {
        Life life = Life.active().passes(Duration.ofDays(372)).is("defaulted");
        assertEquals(Optional.empty(), life.state().demands());
        assertTrue(
                life.refuses(new Command.Settle(life.signed("early", btc("0")))).contains("fresh"));
        life.costs("50000").is("defaulted");
        assertTrue(life.state().demands().isPresent());
    }

    @Test
    void repaymentsAreInTheLoansCurrencyAndNotMoreThanIsOwed() {
        Life life = Life.active();
        assertTrue(life.refuses(new Command.RecordRepayment(org.joda.money.BigMoney.parse("EUR 1"), life.now()))
                .contains("EUR"));
        assertTrue(life.refuses(life.repayment("30000.01")).contains("is owed"));
        life.repays("30000").is("repaid");
        assertEquals("nothing is owed", life.refuses(life.repayment("1")));
    }
}
