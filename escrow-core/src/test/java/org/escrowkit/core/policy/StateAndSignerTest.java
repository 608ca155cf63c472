package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.demanding;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.loan;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.AwaitingCollateral;
import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Compromised;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Divided;
import org.escrowkit.core.loan.Funded;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Liquidated;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.MarginCall;
import org.escrowkit.core.loan.Offered;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.Refunded;
import org.escrowkit.core.loan.Released;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

class StateAndSignerTest {
    private static final SignedSettlement SIGNED =
            RELEASE_PLAN.signed(RELEASE_PLAN.unsigned().txid());
    private static final Position POSITION = TestStates.position(TERMS, LEDGER, 0);
    private static final Settling SETTLING = new Settling(
            REPAID.state(), List.of(SIGNED), ImmutableSet.of(), /* counted= */ Optional.empty(), Optional.empty());

    /** S19: neither a release of an unpaid loan nor a liquidation of a healthy one. */
    @Test
    @Proves(PolicyRule.STATE_DEMANDS_SETTLEMENT)
    void nobodySignsAnythingWhileNoSettlementIsDemanded() {
        Holdings holdings = POSITION.holdings();
        Active active = new Active(POSITION, Optional.empty());
        List<LoanState> quiet = List.of(
                new Offered(holdings),
                new AwaitingCollateral(holdings, Optional.of(POSITION.quote())),
                new Funded(holdings, POSITION.quote()),
                active,
                new MarginCall(POSITION),
                new Defaulted(POSITION, Optional.empty()),
                new Disputed(active, Role.LENDER, /* vetoed= */ false),
                new Disputed(new Repaid(POSITION), Role.LENDER, /* vetoed= */ false),
                new Disputed((Liquidatable) LIQUIDATABLE.state(), Role.BORROWER, /* vetoed= */ true),
                new Compromised(REPAID.state()),
                new Cancelled(Holdings.NONE),
                new Released(SETTLING, Holdings.NONE),
                new Liquidated(SETTLING, Holdings.NONE),
                new Refunded(SETTLING, Holdings.NONE),
                new Divided(SETTLING, Holdings.NONE));
        for (LoanState state : quiet) {
            for (Role role : Role.values()) {
                refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, RELEASE, loan(state), role);
                refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, signedBy(Role.LENDER, LIQUIDATION), loan(state), role);
            }
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aRepaidLoanIsNotLiquidated() {
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, LIQUIDATION, REPAID, Role.LENDER);
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aLiquidatableLoanIsNotReleased() {
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, RELEASE, LIQUIDATABLE, Role.LENDER);
    }

    /** The lender alone would gain from another price. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void theLiquidationIsAtThePriceOfTheSignersOwnRecords() {
        Loan higher = demanding(liquidation("30000", "24000.01"));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, signedBy(Role.LENDER, LIQUIDATION), higher, Role.ARBITER);
        Loan paidInPart = demanding(liquidation("29999.99", "24000"));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, signedBy(Role.LENDER, LIQUIDATION), paidInPart, Role.ARBITER);
    }

    /** S20: one spend for each coin, save for a replacement with a higher fee. */
    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void afterTheSettlementIsSentItIsNotApprovedAgain() {
        approved(RELEASE, REPAID, Role.LENDER);
        Decision decision = REPAID.on(new Command.Settle(SIGNED));
        Loan settling =
                assertInstanceOf(Decision.Accepted.class, decision).update().loan();
        for (Role role : Role.values()) {
            refused(PolicyRule.FEE_IS_BOUNDED, RELEASE, settling, role);
        }
    }

    @Test
    @Proves(PolicyRule.SIGNER_MAY_SIGN)
    void theBorrowerDoesNotSignALiquidation() {
        refused(PolicyRule.SIGNER_MAY_SIGN, LIQUIDATION, LIQUIDATABLE, Role.BORROWER);
    }

    @Test
    @Proves(PolicyRule.ARBITER_SIGNS_WITH_LENDER)
    void theArbiterDoesNotSignBeforeTheLender() {
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, LIQUIDATION, LIQUIDATABLE, Role.ARBITER);
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, RELEASE, REPAID, Role.ARBITER);
    }

    @Test
    @Proves(PolicyRule.ARBITER_SIGNS_WITH_LENDER)
    void theArbiterAndTheBorrowerAloneReleaseNothing() {
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, signedBy(Role.BORROWER, RELEASE), REPAID, Role.ARBITER);
    }

    @Test
    @Proves(PolicyRule.ARBITER_SIGNS_WITH_LENDER)
    void theLendersSignatureOnOneInputOfTwoIsNotEnough() {
        Psbt partly =
                RELEASE.withInput(0, signedBy(Role.LENDER, RELEASE).inputs().get(0));
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, partly, REPAID, Role.ARBITER);
    }

    /** A price that nothing can be worth: the lender gets all, and that is another transaction. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aLiquidationAtAnAbsurdPriceIsNotTheOneAtOurs() {
        refused(
                PolicyRule.OUTPUTS_ARE_DEMANDED,
                LIQUIDATION,
                demanding(liquidation("30000", "0.0000001")),
                Role.LENDER);
    }

    /** S28: a debt in another currency than its price is a bug of ours, and moves nothing. */
    @Test
    @Proves(PolicyRule.REVIEW_COMPLETED)
    void aReviewThatFailsIsARefusal() {
        var absurd = new SettlementIntent.Liquidation(BigMoney.parse("EUR 30000"), BigDecimal.ZERO, price("24000"));
        LoanCase settled = new LoanCase(demanding(absurd), Evidence.NONE);
        refused(
                PolicyRule.REVIEW_COMPLETED,
                Policy.review(LIQUIDATION.serialize(), settled, PolicyFixture.records(Role.LENDER, LEDGER)));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void theTermsOfAnotherLoanDoNotFit() {
        Loan other = TestStates.in(PolicyFixture.withRules(TestLoans.terms(20), Duration.ZERO), REPAID.state());
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, RELEASE, other, Role.LENDER);
    }
}
