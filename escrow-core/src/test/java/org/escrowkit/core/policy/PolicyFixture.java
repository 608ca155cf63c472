package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;

/**
 * Two final coins of 1 and 0.5 bitcoin; the loan over them repaid, or liquidatable at 24,000: 1.25 are the lender's.
 */
final class PolicyFixture {
    static final Transaction FIRST = TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("1"));
    static final Transaction SECOND = TestChain.paying(2, TERMS.escrow().scriptPubKey(), btc("0.5"));
    static final Ledger LEDGER = chain().mineEmpty(2).ledger();

    static final Loan REPAID = demanding(new SettlementIntent.Release());
    static final Loan LIQUIDATABLE = demanding(liquidation("30000", "24000"));

    static final SettlementPlan RELEASE_PLAN = plan(REPAID, LEDGER);
    static final SettlementPlan LIQUIDATION_PLAN = plan(LIQUIDATABLE, LEDGER);
    static final Psbt RELEASE = RELEASE_PLAN.toPsbt();
    static final Psbt LIQUIDATION = LIQUIDATION_PLAN.toPsbt();

    private PolicyFixture() {}

    /** Both coins in the tip, with one confirmation. */
    static TestChain chain() {
        return TestChain.watching(TERMS.escrow().scriptPubKey()).mine(FIRST, SECOND);
    }

    static SettlementPlan plan(Loan loan, Ledger ledger) {
        return SettlementPlanner.plan(question(loan, ledger), FeeRate.ofSatsPerVb(10));
    }

    static SettlementQuestion question(Loan loan, Ledger ledger) {
        return SettlementQuestion.of(loan, ledger, 0).orElseThrow();
    }

    static Loan loan(LoanState state) {
        return TestStates.in(TERMS, state);
    }

    static Loan demanding(SettlementIntent intent) {
        return TestStates.demanding(intent, TERMS, LEDGER);
    }

    static SettlementIntent.Liquidation liquidation(String owed, String price) {
        return new SettlementIntent.Liquidation(usd(owed), BigDecimal.ZERO, price(price));
    }

    static Review review(Psbt psbt, Loan loan, Role signer) {
        return Policy.review(psbt.serialize(), loan, LEDGER, signer);
    }

    static ApprovedSpend approved(Psbt psbt, Loan loan, Role signer) {
        Review review = review(psbt, loan, signer);
        return assertInstanceOf(Review.Approved.class, review, review::toString).spend();
    }

    static void refused(PolicyRule rule, Psbt psbt, Loan loan, Role signer) {
        refused(rule, review(psbt, loan, signer));
    }

    /** The lender, who may sign both, is asked to sign a release. */
    static void refusedRelease(PolicyRule rule, Psbt release) {
        refused(rule, release, REPAID, Role.LENDER);
    }

    static void refusedLiquidation(PolicyRule rule, Psbt liquidation) {
        refused(rule, liquidation, LIQUIDATABLE, Role.LENDER);
    }

    static void refused(PolicyRule rule, Review review) {
        Review.Refused refused = assertInstanceOf(Review.Refused.class, review, () -> "approved despite " + rule);
        assertTrue(refused.names(rule), () -> rule + " expected: " + refused);
        assertTrue(refused.toString().contains(rule.id()), refused::toString);
    }

    static Psbt signedBy(Role role, Psbt psbt) {
        return TestLoans.sign(psbt, role);
    }
}
