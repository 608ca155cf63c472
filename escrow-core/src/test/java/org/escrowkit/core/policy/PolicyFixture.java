package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sourceKey;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.ReleaseRule;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;

/**
 * Two final coins of 1 and 0.5 bitcoin; the loan over them repaid, or liquidatable at 24,000: 1.25 are the lender's.
 * Every PSBT is reviewed with what an honest world has signed for what the loan demands.
 */
final class PolicyFixture {
    /** When reviews take place, and what the chain says then. */
    static final Instant NOW = day(30);

    static final Instant CHAIN_TIME = NOW.minus(Duration.ofHours(1));

    /** A liquidation takes three prices in a row over ten minutes, of two out of three sources. */
    static final Dwell DWELL = new Dwell(3, Duration.ofMinutes(10));

    /** As {@link TestLoans#TERMS}, with a dwell, a rule of release and three sources. */
    static final LoanTerms TERMS = withRules(TestLoans.TERMS, Duration.ZERO);

    static final Transaction FIRST = TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("1"));
    static final Transaction SECOND = TestChain.paying(2, TERMS.escrow().scriptPubKey(), btc("0.5"));
    static final Ledger LEDGER = chain().mineEmpty(2).ledger();

    static final Loan REPAID = demanding(new SettlementIntent.Release());
    static final Loan LIQUIDATABLE = demanding(liquidation("30000", "24000"));

    static final SettlementPlan RELEASE_PLAN = plan(REPAID, LEDGER);
    static final SettlementPlan LIQUIDATION_PLAN = plan(LIQUIDATABLE, LEDGER);
    static final Psbt RELEASE = marked(RELEASE_PLAN.toPsbt(), REPAID);
    static final Psbt LIQUIDATION = marked(LIQUIDATION_PLAN.toPsbt(), LIQUIDATABLE);

    private PolicyFixture() {}

    /** The terms with the fixture's margin and price rules. */
    static LoanTerms withRules(LoanTerms terms, Duration veto) {
        Ltv start = Ltv.ofPercent("50");
        var margin = new MarginRules(
                start,
                List.of(new MarginTier(Ltv.ofPercent("70"), start, Optional.of(Duration.ofDays(2)))),
                Ltv.ofPercent("80"),
                DWELL,
                BigDecimal.ZERO,
                Optional.empty(),
                Optional.of(new ReleaseRule(Ltv.ofPercent("65"), Ltv.ofPercent("65"))),
                veto);
        var prices = new PriceRules(
                Map.of("market", sourceKey("market"), "bourse", sourceKey("bourse"), "index", sourceKey("index")),
                2,
                Duration.ofHours(1),
                new BigDecimal("0.01"));
        return terms.amend()
                .version(terms.version())
                .margin(margin)
                .prices(prices)
                .build();
    }

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

    static Evidence honest(Loan loan) {
        return TestEvidence.forDemand(loan, NOW);
    }

    /** The PSBT with the reason that an honest coordinator names in it. */
    static Psbt marked(Psbt psbt, Loan loan) {
        return TestEvidence.marked(psbt, loan.terms(), honest(loan));
    }

    static LoanCase honestCase(Loan loan) {
        return new LoanCase(loan, honest(loan));
    }

    static SignerRecords records(Role signer, Ledger ledger) {
        return SignerRecords.of(signer, ledger, NOW, CHAIN_TIME);
    }

    static Review review(Psbt psbt, Loan loan, Role signer) {
        return review(psbt, loan, LEDGER, signer);
    }

    /** The PSBT names the honest evidence, whatever it named before. */
    static Review review(Psbt psbt, Loan loan, Ledger ledger, Role signer) {
        return review(marked(psbt, loan).serialize(), loan, ledger, signer);
    }

    static Review review(byte[] psbt, Loan loan, Ledger ledger, Role signer) {
        return Policy.review(psbt, honestCase(loan), records(signer, ledger));
    }

    /** The PSBT names this evidence, which is brought for the loan. */
    static Review review(Psbt psbt, Loan loan, Evidence evidence, SignerRecords records) {
        Psbt named = TestEvidence.marked(psbt, loan.terms(), evidence);
        return Policy.review(named.serialize(), new LoanCase(loan, evidence), records);
    }

    static ApprovedSpend approved(Psbt psbt, Loan loan, Role signer) {
        return approved(review(psbt, loan, signer));
    }

    static ApprovedSpend approved(Review review) {
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

    static Review.Refused refused(PolicyRule rule, Review review) {
        Review.Refused refused = assertInstanceOf(Review.Refused.class, review, () -> "approved despite " + rule);
        assertTrue(refused.names(rule), () -> rule + " expected: " + refused);
        assertTrue(refused.toString().contains(rule.id()), refused::toString);
        Proves.Witness.saw(rule);
        return refused;
    }

    static Psbt signedBy(Role role, Psbt psbt) {
        return TestLoans.sign(psbt, role);
    }
}
