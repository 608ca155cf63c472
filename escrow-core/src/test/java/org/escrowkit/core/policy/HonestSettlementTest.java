package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.demanding;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.question;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class HonestSettlementTest {
    @Test
    void aReleaseIsApprovedForBorrowerAndLender() {
        for (Role role : List.of(Role.BORROWER, Role.LENDER)) {
            ApprovedSpend spend = approved(RELEASE, REPAID, role);
            assertEquals(role, spend.signer());
            for (int input = 0; input < 2; input++) {
                assertEquals(TestLoans.TERMS.escrow(), spend.escrow(input));
                assertEquals(TestLoans.TERMS.escrow().key(role), spend.key(input));
            }
        }
    }

    @Test
    void aLiquidationIsApprovedForTheLender() {
        approved(LIQUIDATION, LIQUIDATABLE, Role.LENDER);
    }

    @Test
    void theArbiterSignsBothAfterTheLender() {
        approved(signedBy(Role.LENDER, RELEASE), REPAID, Role.ARBITER);
        approved(signedBy(Role.LENDER, LIQUIDATION), LIQUIDATABLE, Role.ARBITER);
    }

    @Test
    void oneSignsAfterTheOtherUntilItIsDone() {
        Psbt first =
                signedBy(Role.BORROWER, approved(RELEASE, REPAID, Role.BORROWER).psbt());
        Psbt both = signedBy(Role.LENDER, approved(first, REPAID, Role.LENDER).psbt());
        assertInstanceOf(Completion.Complete.class, both.finish());
        approved(both, REPAID, Role.LENDER);
    }

    /** S1: what was reviewed is what is signed, to the byte. */
    @Test
    void theApprovedSpendHoldsTheReviewedBytes() {
        Psbt psbt = signedBy(Role.LENDER, LIQUIDATION);
        byte[] arrived = Psbt.parse(psbt.serialize()).serialize();
        Review.Approved review = assertInstanceOf(
                Review.Approved.class, PolicyFixture.review(arrived, LIQUIDATABLE, LEDGER, Role.ARBITER));
        byte[] copy = arrived.clone();
        Arrays.fill(arrived, (byte) 0);
        assertArrayEquals(copy, review.spend().psbt().serialize());
    }

    @Test
    void reviewingTwiceGivesTheSameAnswer() {
        assertEquals(
                approved(RELEASE, REPAID, Role.LENDER).psbt(),
                approved(RELEASE, REPAID, Role.LENDER).psbt());
    }

    /** Finding 5: a signer that is too strict gets switched off. Wherever the surplus lies, an honest plan passes. */
    @Test
    void noHonestPlanIsRefused() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            FeeRate rate = new FeeRate(250 + random.nextInt(random.nextBoolean() ? 100 : 100_000));
            // What is owed, in satoshis, at a price of 1: from half of the collateral to more than it.
            long collateral = RELEASE_PLAN.question().total().value;
            long owed =
                    collateral - (random.nextBoolean() ? random.nextInt(100_000) : random.nextInt(70_000_000)) + 300;
            Loan loan = demanding(liquidation(BigDecimal.valueOf(owed, 8).toPlainString(), "1"));
            Psbt psbt = SettlementPlanner.plan(question(loan, LEDGER), rate).toPsbt();
            Review review = PolicyFixture.review(psbt, loan, LEDGER, Role.LENDER);
            assertInstanceOf(
                    Review.Approved.class, review, "seed " + seed + ", owed " + owed + " at " + rate + ": " + review);
        }
    }
}
