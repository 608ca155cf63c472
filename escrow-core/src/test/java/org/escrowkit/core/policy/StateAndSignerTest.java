package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.COLLATERAL;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.loan;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.AwaitingCollateral;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Funded;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Liquidated;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.MarginCall;
import org.escrowkit.core.loan.Released;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class StateAndSignerTest {
    private static final Settling SETTLING =
            new Settling(new SettlementIntent.Release(), COLLATERAL, TestChain.hash("settlement"));

    /** S19: neither a release of an unpaid loan nor a liquidation of a healthy one. */
    @Test
    void nobodySignsAnythingWhileNoSettlementIsDemanded() {
        List<LoanState> quiet = List.of(
                new AwaitingCollateral(COLLATERAL),
                new Funded(COLLATERAL),
                new Active(COLLATERAL, usd("30000")),
                new Active(COLLATERAL, usd("0.01")),
                new MarginCall(COLLATERAL, usd("30000"), price("27000")),
                SETTLING,
                new Released(SETTLING),
                new Liquidated(SETTLING));
        for (LoanState state : quiet) {
            for (Role role : Role.values()) {
                refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, RELEASE, loan(state), role);
                refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, signedBy(Role.LENDER, LIQUIDATION), loan(state), role);
            }
        }
    }

    @Test
    void aRepaidLoanIsNotLiquidated() {
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, LIQUIDATION, REPAID, Role.LENDER);
    }

    @Test
    void aLiquidatableLoanIsNotReleased() {
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, RELEASE, LIQUIDATABLE, Role.LENDER);
    }

    /** The lender alone would gain from another price. */
    @Test
    void theLiquidationIsAtThePriceOfTheSignersOwnRecords() {
        Loan higher = loan(new Liquidatable(COLLATERAL, usd("30000"), price("24000.01")));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, signedBy(Role.LENDER, LIQUIDATION), higher, Role.ARBITER);
        Loan paidInPart = loan(new Liquidatable(COLLATERAL, usd("29999.99"), price("24000")));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, signedBy(Role.LENDER, LIQUIDATION), paidInPart, Role.ARBITER);
    }

    /** S20: one spend for each coin. */
    @Test
    void afterTheSettlementIsSentNothingIsApprovedAnyMore() {
        approved(RELEASE, REPAID, Role.LENDER);
        Decision decision = REPAID.on(new Command.Settle(TestChain.hash("settlement")));
        Loan settling = REPAID.in(
                assertInstanceOf(Decision.Accepted.class, decision).transition().next());
        for (Role role : Role.values()) {
            refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, RELEASE, settling, role);
        }
    }

    @Test
    void theBorrowerDoesNotSignALiquidation() {
        refused(PolicyRule.SIGNER_MAY_SIGN, LIQUIDATION, LIQUIDATABLE, Role.BORROWER);
    }

    @Test
    void theArbiterDoesNotSignBeforeTheLender() {
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, LIQUIDATION, LIQUIDATABLE, Role.ARBITER);
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, RELEASE, REPAID, Role.ARBITER);
    }

    @Test
    void theArbiterAndTheBorrowerAloneReleaseNothing() {
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, signedBy(Role.BORROWER, RELEASE), REPAID, Role.ARBITER);
    }

    @Test
    void theLendersSignatureOnOneInputOfTwoIsNotEnough() {
        Psbt partly =
                RELEASE.withInput(0, signedBy(Role.LENDER, RELEASE).inputs().get(0));
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, partly, REPAID, Role.ARBITER);
    }

    /** The liquidation's price is part of the demand: one that nothing can be worth moves nothing (S28). */
    @Test
    void aReviewThatFailsIsARefusal() {
        Loan absurd = loan(new Liquidatable(COLLATERAL, usd("30000"), price("0.0000001")));
        refused(PolicyRule.REVIEW_COMPLETED, LIQUIDATION, absurd, Role.LENDER);
    }

    @Test
    void theTermsOfAnotherLoanDoNotFit() {
        Loan other = new Loan(TestLoans.terms(8), REPAID.state());
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, RELEASE, other, Role.LENDER);
    }
}
