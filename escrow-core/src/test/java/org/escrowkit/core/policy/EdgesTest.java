package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
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

    /** S19: a part is sold for the same reasons as all, and needs the same proof. */
    @Test
    @Proves({PolicyRule.PRICE_IS_ATTESTED, PolicyRule.THRESHOLD_IS_PROVEN})
    void aPartialLiquidationNeedsItsPricesToo() {
        Loan loan = PolicyFixture.demanding(new SettlementIntent.PartialLiquidation(
                usd("30000"), BigDecimal.ZERO, price("24000"), Ltv.ofPercent("50")));
        Psbt psbt = plan(loan, PolicyFixture.LEDGER).toPsbt();
        approved(psbt, loan, Role.LENDER);
        Review unproven = review(psbt, loan, Evidence.NONE, records(Role.LENDER, PolicyFixture.LEDGER));
        refused(PolicyRule.PRICE_IS_ATTESTED, unproven);
        refused(PolicyRule.THRESHOLD_IS_PROVEN, unproven);
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
