package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.loan.LoanFixture.ACTIVE;
import static org.escrowkit.core.loan.LoanFixture.TXID;
import static org.escrowkit.core.loan.LoanFixture.after;
import static org.escrowkit.core.loan.LoanFixture.alarm;
import static org.escrowkit.core.loan.LoanFixture.assertRefuses;
import static org.escrowkit.core.loan.LoanFixture.assertStays;
import static org.escrowkit.core.loan.LoanFixture.confirmed;
import static org.escrowkit.core.loan.LoanFixture.costs;
import static org.escrowkit.core.loan.LoanFixture.reorgedOut;
import static org.escrowkit.core.loan.LoanFixture.repays;
import static org.escrowkit.core.loan.LoanFixture.sees;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.escrowkit.core.TestLoans;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

class ActiveTest {
    @Test
    void aGoodPriceChangesNothing() {
        assertStays(ACTIVE, costs("60000"), costs("42857.15"));
    }

    /** 30,000 / 42,857.14 is 70.0000028 %; to be at 50 % again, 1.40000010 bitcoin are needed. */
    @Test
    void aPriceBelowTheMarginCallAsksForCollateral() {
        Transition transition = after(ACTIVE, costs("42857.14"));
        assertEquals(new MarginCall(collateral("1"), usd("30000"), price("42857.14")), transition.next());
        assertEquals(List.of(new LoanAction.CallMargin(btc("0.40000010"))), transition.actions());
    }

    /** 30,000 / 37,500 is exactly 80 %. */
    @Test
    void theExactThresholdIsReached() {
        Transition transition = after(ACTIVE, costs("37500"));
        assertEquals(new Liquidatable(collateral("1"), usd("30000"), price("37500")), transition.next());
        assertEquals(
                List.of(new LoanAction.PrepareSettlement(
                        new SettlementIntent.Liquidation(usd("30000"), price("37500")))),
                transition.actions());
        assertEquals("margin call", after(ACTIVE, costs("37500.01")).next().name());
    }

    @Test
    void aPriceInAnotherCurrencySaysNothing() {
        assertStays(ACTIVE, new Fact.PriceObserved(Price.parse("EUR 1")));
    }

    @Test
    void aPartialRepaymentLeavesTheRestOwed() {
        assertEquals(
                new Transition(new Active(collateral("1"), usd("19999.99")), List.of()),
                after(ACTIVE, repays("10000.01")));
    }

    @Test
    void theLastRepaymentDemandsTheRelease() {
        assertEquals(
                new Transition(
                        new Repaid(collateral("1")),
                        List.of(new LoanAction.PrepareSettlement(new SettlementIntent.Release()))),
                after(ACTIVE, repays("30000.00")));
    }

    @Test
    void anOverpaymentIsRefused() {
        assertEquals(
                new Decision.Rejected("only USD 30000 is owed, not USD 30000.01"),
                new Loan(TestLoans.TERMS, ACTIVE).on(repays("30000.01")));
    }

    @Test
    void aRepaymentInAnotherCurrencyIsRefused() {
        Decision decision =
                new Loan(TestLoans.TERMS, ACTIVE).on(new Command.RecordRepayment(BigMoney.parse("EUR 30000")));
        assertEquals(
                "the debt is in USD, not EUR",
                assertInstanceOf(Decision.Rejected.class, decision).reason());
    }

    @Test
    void aRepaymentOfNothingIsNone() {
        assertThrows(IllegalArgumentException.class, () -> repays("0"));
        assertThrows(IllegalArgumentException.class, () -> repays("-1"));
    }

    @Test
    void moreCollateralIsTakenNoteOf() {
        assertEquals(new Transition(new Active(collateral("2"), usd("30000")), List.of()), after(ACTIVE, sees("2")));
    }

    @Test
    void lostCollateralRaisesAnAlarm() {
        Transition transition = after(ACTIVE, sees("0.4"));
        assertEquals(ACTIVE, transition.next());
        assertTrue(alarm(transition).contains("fell from 1.00 BTC to 0.40 BTC"), alarm(transition));
    }

    /** A healthy loan must not be liquidated, for good, because a block was mined twice. */
    @Test
    void coinsThatAReorgMadePendingStillCountForTheMargin() {
        Transition reorg = after(ACTIVE, sees("0", "1"));
        assertEquals(ACTIVE, reorg.next());
        assertTrue(alarm(reorg).startsWith("collateral of a running loan fell"), alarm(reorg));
        assertEquals("active", after(reorg.next(), costs("60000")).next().name());
    }

    /** W7: not even where the mempool does not hold the deposit after the reorganisation. */
    @Test
    void aReorgAndAnEmptyMempoolDoNotLiquidateAHealthyLoan() {
        LoanState reorganised = after(ACTIVE, sees("0")).next();
        assertEquals("active", after(reorganised, costs("60000")).next().name());
    }

    @Test
    void pendingCoinsNeverCountForMoreThanTheFinalOnesDid() {
        assertEquals(
                btc("1"), after(ACTIVE, sees("0.5", "5")).next().collateral().value());
    }

    @Test
    void nothingElseMatters() {
        assertStays(ACTIVE, sees("1"), confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeDisbursedAgainOrSettled() {
        assertRefuses(ACTIVE, new Command.Disburse(), new Command.Settle(TXID));
    }
}
