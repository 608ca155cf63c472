package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.loan.LoanFixture.FUNDED;
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
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FundedTest {
    @Test
    void disbursementStartsTheLoanWithTheWholePrincipalOwed() {
        assertEquals(
                new Transition(new Active(collateral("1"), usd("30000")), List.of()),
                after(FUNDED, new Command.Disburse()));
    }

    /** W6: money must not follow a deposit that the chain took back. */
    @Test
    void reorgStopsTheDisbursement() {
        assertEquals(
                new Transition(new AwaitingCollateral(seen("0", "1")), List.of(new LoanAction.WithholdDisbursement())),
                after(FUNDED, sees("0", "1")));
    }

    @Test
    void moreCollateralIsTakenNoteOf() {
        assertEquals(new Transition(new Funded(collateral("2")), List.of()), after(FUNDED, sees("2")));
    }

    @Test
    void nothingElseMatters() {
        assertStays(FUNDED, sees("1"), costs("1"), confirmed(TXID), reorgedOut(TXID));
    }

    @Test
    void nothingCanBeRepaidOrSettled() {
        assertRefuses(FUNDED, repays("1"), new Command.Settle(TXID));
    }
}
