package org.escrowkit.core.policy;

import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S19: time to contest, and time to cool off; both run from when the signer first saw the settlement demanded. */
class WaitingTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final LoanTerms WITH_VETO = PolicyFixture.withRules(TERMS, DAY);
    private static final Loan CONTESTABLE = TestStates.in(WITH_VETO, LIQUIDATABLE.state());
    private static final Evidence PRICES = honest(CONTESTABLE);

    private static SignerRecords records(SigningHistory history, Duration coolingOff) {
        var limits = new SigningLimits(BitcoinNetwork.MAX_MONEY, BitcoinNetwork.MAX_MONEY, Duration.ZERO, coolingOff);
        return new SignerRecords(Role.LENDER, LEDGER, history, limits, NOW, PolicyFixture.CHAIN_TIME);
    }

    private static SigningHistory noticed(Loan loan, Instant when) {
        return SigningHistory.NONE.noticing(loan, when);
    }

    private static Review contestable(SigningHistory history, Evidence evidence) {
        return review(LIQUIDATION, CONTESTABLE, evidence, records(history, Duration.ZERO));
    }

    @Test
    @Proves(PolicyRule.VETO_WINDOW_IS_OVER)
    void aLiquidationWaitsUntilTheBorrowerHadTimeToContestIt() {
        approved(contestable(noticed(CONTESTABLE, NOW.minus(DAY)), PRICES));
        for (SigningHistory early : List.of(
                SigningHistory.NONE,
                noticed(CONTESTABLE, NOW.minus(DAY).plusSeconds(1)),
                noticed(LIQUIDATABLE, NOW.minus(DAY)),
                noticed(TestStates.in(WITH_VETO, REPAID.state()), NOW.minus(DAY)))) {
            assertTrue(refused(PolicyRule.VETO_WINDOW_IS_OVER, contestable(early, PRICES))
                    .isTemporary());
        }
    }

    /** A default is no matter of a price that may be wrong. */
    @Test
    void aLiquidationAfterADefaultDoesNotWaitForAVeto() {
        Loan defaulted = TestStates.in(
                WITH_VETO,
                new Defaulted(
                        ((Liquidatable) LIQUIDATABLE.state()).position(),
                        LIQUIDATABLE.state().demands()));
        Instant now = day(372);
        Evidence evidence = TestEvidence.forDemand(defaulted, now);
        approved(review(LIQUIDATION, defaulted, evidence, SignerRecords.of(Role.LENDER, LEDGER, now, now)));
    }

    @Test
    @Proves(PolicyRule.LIQUIDATION_IS_UNCONTESTED)
    void aContestedLiquidationIsRefused() {
        SigningHistory waited = noticed(CONTESTABLE, NOW.minus(DAY));
        Evidence contested = Evidence.of(signed(WITH_VETO, 3, NOW, new Claim.Contested(), Role.BORROWER));
        assertFalse(refused(PolicyRule.LIQUIDATION_IS_UNCONTESTED, contestable(waited, PRICES.plus(contested)))
                .isTemporary());
        // Nobody but the borrower contests, and his last word counts.
        approved(contestable(
                waited, PRICES.plus(Evidence.of(signed(WITH_VETO, 3, NOW, new Claim.Contested(), Role.LENDER)))));
        Evidence withdrawn = Evidence.of(signed(WITH_VETO, 4, NOW, new Claim.Disbursed(), Role.BORROWER));
        approved(contestable(waited, PRICES.plus(contested).plus(withdrawn)));
    }

    @Test
    void whereTheTermsGiveNoVetoNobodyContests() {
        Evidence contested = Evidence.of(signed(TERMS, 3, NOW, new Claim.Contested(), Role.BORROWER));
        approved(review(
                LIQUIDATION,
                LIQUIDATABLE,
                honest(LIQUIDATABLE).plus(contested),
                records(SigningHistory.NONE, Duration.ZERO)));
    }

    @Test
    @Proves(PolicyRule.COOLING_OFF_IS_OVER)
    void nothingIsSignedBeforeItCooledOff() {
        approved(review(RELEASE, REPAID, honest(REPAID), records(noticed(REPAID, NOW.minus(DAY)), DAY)));
        for (SigningHistory early : List.of(
                SigningHistory.NONE,
                noticed(REPAID, NOW.minus(DAY).plusSeconds(1)),
                noticed(LIQUIDATABLE, NOW.minus(DAY)))) {
            Review review = review(RELEASE, REPAID, honest(REPAID), records(early, DAY));
            Review.Refused refused = refused(PolicyRule.COOLING_OFF_IS_OVER, review);
            assertTrue(refused.isTemporary());
        }
    }

    @Test
    void whatWasSignedDoesNotCoolOffAgain() {
        SigningHistory noticed = noticed(REPAID, NOW.minus(DAY));
        ApprovedSpend spend = approved(review(RELEASE, REPAID, honest(REPAID), records(noticed, DAY)));
        SigningHistory signed = SigningHistory.NONE.with(spend, NOW);
        approved(review(RELEASE, REPAID, honest(REPAID), records(signed, DAY)));
    }

    /** A price that recovers in between starts the time anew. */
    @Test
    void timeRunsForAsLongAsTheSettlementIsDemanded() {
        SigningHistory first = noticed(CONTESTABLE, day(20));
        assertEquals(first, first.noticing(CONTESTABLE, day(25)));
        Liquidatable state = (Liquidatable) CONTESTABLE.state();
        Loan recovered = TestStates.in(WITH_VETO, new Active(state.position(), Optional.empty()));
        SigningHistory quiet = first.noticing(recovered, day(26));
        assertEquals(List.of(), quiet.notices());
        assertEquals(noticed(CONTESTABLE, day(27)), quiet.noticing(CONTESTABLE, day(27)));
        Loan paid = TestStates.in(WITH_VETO, REPAID.state());
        assertEquals(noticed(paid, day(28)), first.noticing(paid, day(28)));
        Loan dearer = TestStates.in(
                WITH_VETO, new Liquidatable(state.position(), PolicyFixture.liquidation("30000", "23000"), "fell"));
        assertEquals(first, first.noticing(dearer, day(28)), "at another price it is the same settlement");
        assertEquals(usd("30000"), dearer.terms().principal());
    }

    @Test
    void noticesOfOtherLoansStay() {
        SigningHistory both = noticed(CONTESTABLE, day(20)).noticing(REPAID, day(21));
        assertEquals(2, both.notices().size());
        assertEquals(both, both.noticing(CONTESTABLE, day(29)).noticing(REPAID, day(29)));
    }
}
