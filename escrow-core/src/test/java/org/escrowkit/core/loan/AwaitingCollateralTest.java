package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.loan.LoanFixture.AWAITING;
import static org.escrowkit.core.loan.LoanFixture.TXID;
import static org.escrowkit.core.loan.LoanFixture.after;
import static org.escrowkit.core.loan.LoanFixture.assertRefuses;
import static org.escrowkit.core.loan.LoanFixture.assertStays;
import static org.escrowkit.core.loan.LoanFixture.confirmed;
import static org.escrowkit.core.loan.LoanFixture.costs;
import static org.escrowkit.core.loan.LoanFixture.reorgedOut;
import static org.escrowkit.core.loan.LoanFixture.repays;
import static org.escrowkit.core.loan.LoanFixture.seen;
import static org.escrowkit.core.loan.LoanFixture.sees;
import static org.escrowkit.core.loan.LoanFixture.twoCoins;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.escrowkit.core.TestLoans;
import org.junit.jupiter.api.Test;

class AwaitingCollateralTest {
    @Test
    void aLoanOpensHere() {
        assertEquals(AWAITING, Loan.open(TERMS).state());
    }

    @Test
    void exactlyTheAgreedCollateralFundsTheLoan() {
        Transition transition = after(AWAITING, sees("1"));
        assertEquals(new Funded(collateral("1")), transition.next());
        assertEquals(List.of(new LoanAction.AllowDisbursement(usd("30000"))), transition.actions());
    }

    @Test
    void oneSatoshiTooLittleDoesNot() {
        assertEquals(
                new Transition(new AwaitingCollateral(collateral("0.99999999")), List.of()),
                after(AWAITING, sees("0.99999999")));
    }

    @Test
    void collateralMayComeInParts() {
        var parts = new Fact.CollateralObserved(twoCoins(TestLoans.btc("0.4"), TestLoans.btc("0.6")));
        assertEquals("funded", after(AWAITING, parts).next().name());
    }

    @Test
    void pendingCoinsDoNotCount() {
        assertEquals(
                new Transition(new AwaitingCollateral(seen("0.5", "9")), List.of()), after(AWAITING, sees("0.5", "9")));
    }

    @Test
    void nothingElseMatters() {
        assertStays(AWAITING, costs("1"), confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeDisbursedRepaidOrSettled() {
        assertRefuses(AWAITING, new Command.Disburse(), repays("1"), new Command.Settle(TXID));
    }
}
