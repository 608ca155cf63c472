package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.loan.LoanFixture.LIQUIDATABLE;
import static org.escrowkit.core.loan.LoanFixture.LIQUIDATING;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiquidatableTest {
    @Test
    void theLiquidationAtItsPriceIsDemanded() {
        assertEquals(
                Optional.of(new SettlementIntent.Liquidation(usd("30000"), price("37500"))), LIQUIDATABLE.demands());
    }

    /** Signatures may be out already: neither a better nor a worse price takes them back. */
    @Test
    void thePriceIsFixed() {
        assertStays(LIQUIDATABLE, costs("100000"), costs("1"));
    }

    @Test
    void itsSettlementIsSentOnce() {
        assertEquals(
                new Transition(LIQUIDATING, List.of(new LoanAction.Broadcast(TXID))),
                after(LIQUIDATABLE, new Command.Settle(TXID)));
    }

    @Test
    void lostCollateralRaisesAnAlarm() {
        Transition transition = after(LIQUIDATABLE, sees("0.5"));
        assertEquals(new Liquidatable(collateral("0.5"), usd("30000"), price("37500")), transition.next());
        assertTrue(alarm(transition).startsWith("collateral of a running loan fell"), alarm(transition));
    }

    @Test
    void laterCoinsAreTakenNoteOf() {
        assertEquals(
                new Transition(new Liquidatable(collateral("2"), usd("30000"), price("37500")), List.of()),
                after(LIQUIDATABLE, sees("2")));
    }

    @Test
    void nothingElseMatters() {
        assertStays(LIQUIDATABLE, sees("1"), confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeDisbursedOrRepaidAnyMore() {
        assertRefuses(LIQUIDATABLE, new Command.Disburse(), repays("30000"));
    }
}
