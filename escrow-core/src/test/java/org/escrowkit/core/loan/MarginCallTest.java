package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.loan.LoanFixture.MARGIN_CALL;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.escrowkit.core.TestLoans;
import org.junit.jupiter.api.Test;

/** USD 30,000 against one bitcoin at 40,000: 75 %. */
class MarginCallTest {
    /** 30,000 / (1.08 · 40,000) is 69.44 %. */
    @Test
    void aTopUpCuresIt() {
        assertEquals(
                new Transition(new Active(collateral("1.08"), usd("30000")), List.of()),
                after(MARGIN_CALL, sees("1.08")));
    }

    /** 30,000 / (1.07142857 · 40,000) is 70.00000009 %: one satoshi short. */
    @Test
    void aTopUpThatIsOneSatoshiShortDoesNot() {
        Transition transition = after(MARGIN_CALL, sees("1.07142857"));
        assertEquals("margin call", transition.next().name());
        assertEquals(List.of(new LoanAction.CallMargin(btc("0.42857143"))), transition.actions());
        assertEquals("active", after(MARGIN_CALL, sees("1.07142858")).next().name());
    }

    @Test
    void aPendingTopUpDoesNotCureItYet() {
        assertEquals("margin call", after(MARGIN_CALL, sees("1", "5")).next().name());
    }

    @Test
    void aHigherPriceCuresIt() {
        assertEquals("active", after(MARGIN_CALL, costs("42857.15")).next().name());
    }

    @Test
    void aLowerPriceLiquidates() {
        assertEquals(
                new Liquidatable(collateral("1"), usd("30000"), price("37500")),
                after(MARGIN_CALL, costs("37500")).next());
    }

    @Test
    void aPriceInAnotherCurrencySaysNothing() {
        assertStays(MARGIN_CALL, new Fact.PriceObserved(Price.parse("EUR 1")));
    }

    /** 28,000.01 / 40,000 is still above 70 %; exactly 28,000 reaches it; a cent less does not. */
    @Test
    void aRepaymentIsJudgedAtTheLastPrice() {
        assertEquals("margin call", after(MARGIN_CALL, repays("1999.99")).next().name());
        assertEquals("margin call", after(MARGIN_CALL, repays("2000")).next().name());
        assertEquals(
                new Active(collateral("1"), usd("27999.99")),
                after(MARGIN_CALL, repays("2000.01")).next());
    }

    @Test
    void theLastRepaymentDemandsTheRelease() {
        assertEquals(
                new Repaid(collateral("1")), after(MARGIN_CALL, repays("30000")).next());
    }

    @Test
    void anOverpaymentIsRefused() {
        assertInstanceOf(Decision.Rejected.class, new Loan(TestLoans.TERMS, MARGIN_CALL).on(repays("30000.01")));
    }

    /** A reorganisation of one block must not liquidate a loan that is only asked for more. */
    @Test
    void coinsThatAReorgMadePendingStillCountForTheMargin() {
        Transition transition = after(MARGIN_CALL, sees("0", "1"));
        assertEquals(MARGIN_CALL, transition.next());
        assertTrue(alarm(transition).startsWith("collateral of a running loan fell"), alarm(transition));
    }

    /** W7: a mempool that does not show a lost coin proves nothing; only a person may give it up. */
    @Test
    void coinsThatAreNowhereToBeSeenStillCountForTheMargin() {
        Transition transition = after(MARGIN_CALL, sees("0"));
        assertEquals(MARGIN_CALL, transition.next());
        assertTrue(alarm(transition).startsWith("collateral of a running loan fell"), alarm(transition));
    }

    @Test
    void nothingElseMatters() {
        assertStays(MARGIN_CALL, confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeDisbursedAgainOrSettled() {
        assertRefuses(MARGIN_CALL, new Command.Disburse(), new Command.Settle(TXID));
    }
}
