package org.escrowkit.core.loan;

import static org.escrowkit.core.loan.LoanFixture.RELEASED;
import static org.escrowkit.core.loan.LoanFixture.RELEASING;
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
import org.escrowkit.core.ledger.Collateral;
import org.junit.jupiter.api.Test;

class ReleasedTest {
    /** W9: an end is watched on, and may turn out not to be one. */
    @Test
    void reorgOfTheSettlementReopensTheLoanAndSendsItAgain() {
        assertEquals(
                new Transition(
                        RELEASING,
                        List.of(
                                new LoanAction.RaiseAlarm("the settlement is no longer as deep in the chain as agreed"),
                                new LoanAction.Broadcast(TXID))),
                after(RELEASED, reorgedOut(TXID)));
        assertEquals(RELEASED, after(RELEASING, confirmed(TXID)).next(), "and it ends again");
    }

    /** W17: deposits after the end are still seen. */
    @Test
    void aLateDepositRaisesAnAlarm() {
        Transition transition = after(RELEASED, sees("0.1"));
        assertEquals(RELEASED, transition.next());
        assertTrue(alarm(transition).startsWith("0.10 BTC came to the address"), alarm(transition));
    }

    @Test
    void noCollateralIsLeft() {
        assertEquals(Collateral.NONE, RELEASED.collateral());
    }

    @Test
    void nothingElseMatters() {
        assertStays(RELEASED, sees("0"), sees("0", "1"), costs("1"), confirmed(TXID));
    }

    @Test
    void everyCommandIsRefused() {
        assertRefuses(RELEASED, new Command.Disburse(), repays("1"), new Command.Settle(TXID));
    }
}
