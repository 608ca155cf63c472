package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.loan.LoanFixture.RELEASING;
import static org.escrowkit.core.loan.LoanFixture.REPAID;
import static org.escrowkit.core.loan.LoanFixture.TXID;
import static org.escrowkit.core.loan.LoanFixture.after;
import static org.escrowkit.core.loan.LoanFixture.alarm;
import static org.escrowkit.core.loan.LoanFixture.assertRefuses;
import static org.escrowkit.core.loan.LoanFixture.assertStays;
import static org.escrowkit.core.loan.LoanFixture.confirmed;
import static org.escrowkit.core.loan.LoanFixture.costs;
import static org.escrowkit.core.loan.LoanFixture.reorgedOut;
import static org.escrowkit.core.loan.LoanFixture.repays;
import static org.escrowkit.core.loan.LoanFixture.seen;
import static org.escrowkit.core.loan.LoanFixture.sees;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepaidTest {
    @Test
    void theReleaseIsDemanded() {
        assertEquals(Optional.of(new SettlementIntent.Release()), REPAID.demands());
    }

    @Test
    void noPriceEverLiquidatesIt() {
        assertStays(REPAID, costs("0.01"), costs("1000000"));
    }

    @Test
    void itsSettlementIsSentOnce() {
        assertEquals(
                new Transition(RELEASING, List.of(new LoanAction.Broadcast(TXID))),
                after(REPAID, new Command.Settle(TXID)));
        assertRefuses(RELEASING, new Command.Settle(TXID));
    }

    @Test
    void laterCoinsAreReleasedToo() {
        assertEquals(new Transition(new Repaid(collateral("2")), List.of()), after(REPAID, sees("2")));
    }

    /** Nobody but a settlement that went past us, or a thief, or a reorganisation takes these coins. */
    @Test
    void lostCollateralRaisesAnAlarm() {
        Transition transition = after(REPAID, sees("0", "1"));
        assertEquals(new Repaid(seen("0", "1")), transition.next());
        assertTrue(alarm(transition).contains("fell from 1.00 BTC to 0.00 BTC"), alarm(transition));
    }

    @Test
    void nothingElseMatters() {
        assertStays(REPAID, sees("1"), confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeDisbursedOrRepaidAgain() {
        assertRefuses(REPAID, new Command.Disburse(), repays("1"));
    }
}
