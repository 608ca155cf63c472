package org.escrowkit.core.loan;

import static org.escrowkit.core.loan.LoanFixture.LIQUIDATED;
import static org.escrowkit.core.loan.LoanFixture.LIQUIDATING;
import static org.escrowkit.core.loan.LoanFixture.OTHER_TXID;
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

import java.util.List;
import org.junit.jupiter.api.Test;

class SettlingTest {
    @Test
    void aDeepReleaseEndsTheLoan() {
        assertEquals(new Transition(RELEASED, List.of()), after(RELEASING, confirmed(TXID)));
    }

    @Test
    void aDeepLiquidationEndsTheLoan() {
        assertEquals(new Transition(LIQUIDATED, List.of()), after(LIQUIDATING, confirmed(TXID)));
    }

    @Test
    void anotherSpendOfTheCollateralRaisesAnAlarm() {
        Transition transition = after(RELEASING, confirmed(OTHER_TXID));
        assertEquals(RELEASING, transition.next());
        assertEquals("another transaction took the collateral: " + OTHER_TXID, alarm(transition));
    }

    @Test
    void reorgSendsTheSettlementAgain() {
        assertEquals(
                new Transition(RELEASING, List.of(new LoanAction.Broadcast(TXID))), after(RELEASING, reorgedOut(TXID)));
    }

    /** S20: one spend for each coin. */
    @Test
    void noFurtherSettlementIsDemanded() {
        assertEquals("Optional.empty", RELEASING.demands().toString());
        assertEquals("Optional.empty", LIQUIDATING.demands().toString());
    }

    @Test
    void nothingElseMatters() {
        assertStays(RELEASING, sees("0"), new Fact.CollateralObserved(RELEASING.collateral()), costs("1"));
        assertStays(LIQUIDATING, sees("0"), new Fact.CollateralObserved(LIQUIDATING.collateral()), costs("1"));
    }

    @Test
    void aCoinThatComesAfterTheSettlementRaisesAnAlarm() {
        Transition late = after(RELEASING, sees("5"));
        assertEquals(RELEASING, late.next());
        assertEquals(List.of(new LoanAction.RaiseAlarm("5.00 BTC came after the settlement")), late.actions());
    }

    @Test
    void everyCommandIsRefused() {
        assertRefuses(RELEASING, new Command.Disburse(), repays("1"), new Command.Settle(OTHER_TXID));
        assertRefuses(LIQUIDATING, new Command.Disburse(), repays("1"), new Command.Settle(OTHER_TXID));
    }
}
