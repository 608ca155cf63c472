package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.CHAIN_TIME;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A refusal is read by a person at a lender's desk, at night. */
class RefusalTest {
    private static SignerRecords coolingOff(Role role) {
        var limits = new SigningLimits(
                BitcoinNetwork.MAX_MONEY, BitcoinNetwork.MAX_MONEY, Duration.ZERO, Duration.ofHours(6));
        return new SignerRecords(role, LEDGER, SigningHistory.NONE, limits, NOW, CHAIN_TIME);
    }

    @Test
    void waitingHelpsAgainstSixRulesAndNoOther() {
        Set<PolicyRule> temporary = EnumSet.noneOf(PolicyRule.class);
        for (PolicyRule rule : PolicyRule.values()) {
            if (rule.isTemporary()) {
                temporary.add(rule);
            }
        }
        assertEquals(
                EnumSet.of(
                        PolicyRule.STATE_DEMANDS_SETTLEMENT,
                        PolicyRule.DEADLINE_HAS_PASSED,
                        PolicyRule.VETO_WINDOW_IS_OVER,
                        PolicyRule.COOLING_OFF_IS_OVER,
                        PolicyRule.VELOCITY_IS_LIMITED,
                        PolicyRule.FEES_ARE_SUMMED),
                temporary);
    }

    /** Too early and wrong is wrong. */
    @Test
    void aRefusalIsTemporaryOnlyIfAllItsReasonsAre() {
        Violation early = new Violation(PolicyRule.DEADLINE_HAS_PASSED, "a", "b");
        Violation wrong = new Violation(PolicyRule.SIGHASH_IS_ALL, "a", "b");
        assertTrue(new Review.Refused(List.of(early)).isTemporary());
        assertTrue(new Review.Refused(List.of(early, early)).isTemporary());
        assertFalse(new Review.Refused(List.of(early, wrong)).isTemporary());
        assertFalse(new Review.Refused(List.of(wrong)).isTemporary());
    }

    /** The same bytes and the same evidence, six hours later. */
    @Test
    @Proves(PolicyRule.COOLING_OFF_IS_OVER)
    void whatIsTemporarilyRefusedIsApprovedLater() {
        Evidence receipt = Evidence.of(TestEvidence.signed(TERMS, 1, NOW, new Claim.Repaid(), Role.LENDER));
        SignerRecords now = coolingOff(Role.LENDER);
        Review first = review(RELEASE, REPAID, receipt, now);
        assertTrue(refused(PolicyRule.COOLING_OFF_IS_OVER, first).isTemporary());
        SigningHistory noticed = now.history().noticing(REPAID, NOW);
        var later =
                new SignerRecords(now.role(), LEDGER, noticed, now.limits(), NOW.plus(Duration.ofHours(6)), CHAIN_TIME);
        PolicyFixture.approved(review(RELEASE, REPAID, receipt, later));
    }

    @Test
    @Proves(PolicyRule.COOLING_OFF_IS_OVER)
    void whatIsTooEarlySaysSoInWords() {
        Review.Refused refused = refused(
                PolicyRule.COOLING_OFF_IS_OVER, review(RELEASE, REPAID, honest(REPAID), coolingOff(Role.LENDER)));
        assertEquals("""
                Not signed as things stand; time alone may change that.

                cooling-off-is-over: The settlement has been demanded for as long as the signer's own limits ask.
                  it stops:  A thief who controls records has a signature at once.
                  expected:  6h since the settlement was first demanded
                  found:     demanded since now
                """, refused.explain());
    }

    @Test
    @Proves({PolicyRule.OUTPUTS_ARE_DEMANDED, PolicyRule.ARBITER_SIGNS_WITH_LENDER})
    void whatIsWrongSaysWhatWasExpectedAndFound() {
        Psbt greedy = Edits.amount(Edits.amount(LIQUIDATION, 0, 5), 1, -5);
        Review review = review(greedy, LIQUIDATABLE, Role.ARBITER);
        Review.Refused refused = refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review);
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, review);
        assertEquals("""
                Not signed, and as it is it never will be.

                arbiter-signs-with-lender: The arbiter adds a signature only to the lender's, save in a refund and an \
                award.
                  it stops:  The arbiter and the borrower alone release what the lender is owed.
                  expected:  the lender's signature
                  found:     none

                outputs-are-demanded: Every output has the script and the amount that the state demands, in order, \
                and there is no other: of a liquidation at the signer's own price, or at another that is attested and \
                near enough to it.
                  it stops:  Money goes to a stranger, too much of it to a party, or change to nobody.
                  expected:  [125000000 sat to the lender, 24997180 sat to the borrower]
                  found:     [125000005 sat to the lender, 24997175 sat to the borrower]
                """, refused.explain());
    }

    @Test
    @Proves(PolicyRule.STATE_DEMANDS_SETTLEMENT)
    void whatIsNotDueSaysWhereTheLoanStands() {
        var position = ((Repaid) REPAID.state()).position();
        var active = TestStates.in(TERMS, new Active(position, Optional.empty()));
        Review review = review(RELEASE, active, Evidence.NONE, PolicyFixture.records(Role.LENDER, LEDGER));
        Review.Refused refused = refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, review);
        assertTrue(refused.isTemporary());
        assertTrue(refused.explain().contains("found:     loan 7 is active"), refused::explain);
    }

    /** Words of evidence: who said what, and who did not. */
    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void whatWasNotStatedIsNamed() {
        Evidence unpaid = Evidence.of(TestEvidence.signed(TERMS, 1, NOW, new Claim.Unpaid(usd("5")), Role.LENDER));
        Review review = review(RELEASE, REPAID, unpaid, PolicyFixture.records(Role.LENDER, LEDGER));
        String words = refused(PolicyRule.EVIDENCE_IS_COMPLETE, review).explain();
        assertTrue(words.contains("expected:  a receipt for the last repayment by the lender"), words);
        assertTrue(words.contains("found:     a statement that USD 5 is unpaid"), words);
        assertEquals(day(30), NOW);
    }

    @Test
    void aRuleIsFoundByItsIdAndNothingElse() {
        for (PolicyRule rule : PolicyRule.values()) {
            assertEquals(rule, PolicyRule.of(rule.id()));
        }
        assertThrows(IllegalArgumentException.class, () -> PolicyRule.of("evidence-is-pretty"));
        assertThrows(IllegalArgumentException.class, () -> PolicyRule.of("SIGHASH_IS_ALL"));
    }
}
