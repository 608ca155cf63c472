package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Where a rule ends: what it does not refuse, and does not name. */
class EdgesTest {
    /** S20: what was signed for another loan's coin, which is still there, is no hindrance. */
    @Test
    void aSpendOfAnotherCoinIsNoHindrance() {
        LoanTerms others = TestLoans.terms(40);
        Transaction ours = TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("1"));
        Transaction theirs = TestChain.paying(2, others.escrow().scriptPubKey(), btc("1"));
        Ledger ledger = TestChain.watching(
                        TERMS.escrow().scriptPubKey(), others.escrow().scriptPubKey())
                .mine(ours, theirs)
                .mineEmpty(2)
                .ledger();
        Loan repaid = TestStates.demanding(new SettlementIntent.Release(), TERMS, ledger);
        var other = new SignedSpend(
                TestChain.spending(3, theirs.outpoint(0)), sat(9), sat(1), /* halfSignedLiquidation= */ false, NOW);
        var history = new SigningHistory(List.of(other), List.of(), Map.of());
        approved(review(
                plan(repaid, ledger).toPsbt(),
                repaid,
                TestEvidence.forDemand(repaid, NOW),
                records(Role.LENDER, ledger).with(history)));
    }

    /** The time to contest is the borrower's for liquidations: what comes back to him does not wait for it. */
    @Test
    void aReleaseDoesNotWaitForAVeto() {
        LoanTerms terms = PolicyFixture.withRules(TestLoans.TERMS, Duration.ofHours(6));
        Loan repaid = TestStates.in(terms, REPAID.state());
        approved(review(RELEASE, repaid, Role.LENDER));
    }

    @Test
    void aRefusalNamesNoRuleThatIsKept() {
        Review.Refused refused =
                assertInstanceOf(Review.Refused.class, review(RELEASE.withOthers(Map.of()), REPAID, Role.ARBITER));
        assertFalse(refused.names(PolicyRule.OUTPUTS_ARE_DEMANDED), refused::toString);
        assertFalse(refused.names(PolicyRule.EVIDENCE_IS_NAMED), refused::toString);
    }

    @Test
    void everyRuleIsFoundByItsIdAndSaysWhereItComesFrom() {
        for (PolicyRule rule : PolicyRule.values()) {
            assertEquals(rule, PolicyRule.of(rule.id()));
            assertFalse(
                    rule.source().isBlank()
                            || rule.holds().isBlank()
                            || rule.stops().isBlank(),
                    rule::id);
        }
        assertThrows(IllegalArgumentException.class, () -> PolicyRule.of("no-such-rule"));
    }
}
