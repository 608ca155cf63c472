package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FundingTest {
    private static final LoanAction ALLOW = new LoanAction.AllowDisbursement(TERMS.principal());
    private static final LoanAction WITHHOLD = new LoanAction.WithholdDisbursement();

    @Test
    void aLoanIsFundedByTheAgreedCollateralAndAPriceAtWhichItSuffices() {
        Life.open()
                .is("awaiting collateral")
                .costs("60000")
                .is("awaiting collateral")
                .deposits("1")
                .is("funded")
                .does(ALLOW);
        Life.open()
                .deposits("1")
                .is("awaiting collateral")
                .does()
                .costs("60000")
                .is("funded")
                .does(ALLOW);
    }

    @Test
    void aSatoshiTooLittleIsPartOfTheFunding() {
        Life life = Life.open().costs("60000").deposits("0.99999999").is("awaiting collateral");
        assertEquals(99_999_999, life.state().holdings().value().value);
        life.deposits("0.00000001").is("funded");
    }

    @Test
    void whatIsPendingDoesNotCount() {
        Life.open().costs("60000").sees("1").is("awaiting collateral");
    }

    /**
     * 30,000 over one bitcoin is 70 %, the first threshold, at 42,857.142857…: a cent above is enough, a cent below
     * not.
     */
    @Test
    void aPriceAtTheFirstThresholdHoldsTheDisbursementBack() {
        Life life = Life.open().deposits("1").costs("42857.14").is("awaiting collateral");
        life.costs("42857.15").is("funded").does(ALLOW);
        life.costs("42857.14").is("awaiting collateral").does(WITHHOLD);
        life.costs("60000").is("funded").does(ALLOW);
        life.costs("60001").is("funded").does();
    }

    @Test
    void aDepositThatIsReorganisedAwayTakesTheFundingBack() {
        Life life = Life.open().costs("60000").deposits("1").is("funded");
        life.losesACoin().is("awaiting collateral").does(WITHHOLD);
        life.deposits("1").is("funded").does(ALLOW);
    }

    @Test
    void theLenderDisbursesOnceAndOnlyAgainstAFreshPrice() {
        Life life = Life.open().costs("60000").deposits("1");
        life.waits(TERMS.prices().maxAge().plusSeconds(1));
        assertTrue(life.refuses(new Command.Disburse(life.now())).contains("too old"));
        life.costs("60000").disburses().is("active");
        assertEquals("nothing to disburse while active", life.refuses(new Command.Disburse(life.now())));
        assertEquals(usd("30000"), life.position().owed(TERMS, life.now()).withScale(0));
    }

    @Test
    void noCollateralMeansNoDisbursement() {
        Life life = Life.open().costs("60000");
        assertEquals("nothing to disburse while awaiting collateral", life.refuses(new Command.Disburse(life.now())));
    }

    @Test
    void aMissedFundingDeadlineCancelsAndOpensTheWayOut() {
        Life life = Life.open()
                .deposits("0.4")
                .passes(Duration.ofDays(2).minusSeconds(1))
                .is("awaiting collateral");
        life.passes(Duration.ofSeconds(1))
                .is("cancelled")
                .does(new LoanAction.PrepareSettlement(new SettlementIntent.Refund()));
        assertEquals(Optional.of(new SettlementIntent.Refund()), life.state().demands());
        life.settles("refund").is("settling").does(new LoanAction.Broadcast(Life.txid("refund")));
        life.confirms("refund", Optional.empty()).is("refunded").replays();
    }

    @Test
    void anOfferThatNobodyFundsEndsWithoutATransaction() {
        Life life = Life.offered().passes(Duration.ofDays(2)).is("cancelled").does();
        assertEquals(Optional.empty(), life.state().demands());
        assertEquals(
                "there is nothing to refund",
                life.refuses(new Command.Settle(new SignedSettlement(
                        Life.txid("x"),
                        new SettlementIntent.Refund(),
                        java.util.List.of(new PledgedCoin(
                                new org.escrowkit.core.bitcoin.Outpoint(Life.txid("y"), 0),
                                TERMS.requiredCollateral())),
                        org.bitcoinj.base.Coin.ZERO,
                        org.bitcoinj.base.Coin.ZERO,
                        0))));
    }

    @Test
    void aLenderWhoNeverPaysOutDoesNotKeepTheCollateral() {
        Life life = Life.open()
                .costs("60000")
                .deposits("1")
                .passes(Duration.ofDays(3).minusSeconds(1))
                .is("funded");
        life.costs("60000").passes(Duration.ofSeconds(1)).is("cancelled");
        assertTrue(life.actions().contains(WITHHOLD));
        assertEquals(Optional.of(new SettlementIntent.Refund()), life.state().demands());
        assertEquals("nothing to disburse while cancelled", life.refuses(new Command.Disburse(life.now())));
    }

    @Test
    void theLastSecondIsTooLateToDisburse() {
        Life life = Life.open()
                .deposits("1")
                .waits(Duration.ofDays(3))
                .costs("60000")
                .is("funded");
        assertTrue(life.refuses(new Command.Disburse(life.now())).contains("the time to disburse ended"));
    }

    @Test
    void thePartiesCanCallTheLoanOffBeforeItBegins() {
        Life.open().obeys(new Command.Cancel()).is("cancelled").does();
        Life.offered().obeys(new Command.Cancel()).is("cancelled");
        Life.open()
                .costs("60000")
                .deposits("1")
                .obeys(new Command.Cancel())
                .is("cancelled")
                .does(new LoanAction.PrepareSettlement(new SettlementIntent.Refund()), WITHHOLD);
        assertEquals("too late to call off what is active", Life.active().refuses(new Command.Cancel()));
    }

    @Test
    void coinsThatComeAfterTheCancellationAreRefunded() {
        Life life = Life.open().obeys(new Command.Cancel()).deposits("0.5");
        life.does(new LoanAction.PrepareSettlement(new SettlementIntent.Refund()));
        life.looks().does();
    }
}
