package org.escrowkit.core.policy;

import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestLoans.contractSecret;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S19, S21: what parties state, and what they did not. */
class StatementLiesTest {
    private static final Claim REPAID_CLAIM = new Claim.Repaid();
    private static final SettlementIntent.AwardSplit SPLIT =
            new SettlementIntent.AwardSplit(sat(80_000_000), sat(1_000_000));
    private static final Claim AWARD = new Claim.Awarded(sat(80_000_000), sat(1_000_000));

    private static Review release(Evidence evidence) {
        return review(RELEASE, REPAID, evidence, records(Role.BORROWER, LEDGER));
    }

    private static Review release(SignedStatement... statements) {
        return release(Evidence.of(statements));
    }

    private static SignedStatement receipt(LoanTerms terms, long sequence, Instant issued, Instant expires) {
        return signed(new Statement(terms.fingerprint(), sequence, issued, expires, REPAID_CLAIM), Role.LENDER);
    }

    private static SignedStatement receipt(long sequence) {
        return receipt(TERMS, sequence, NOW, day(31));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void aReleaseWithoutAReceiptIsRefused() {
        approved(release(receipt(1)));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, release(Evidence.NONE));
    }

    @Test
    @Proves({PolicyRule.EVIDENCE_IS_COMPLETE, PolicyRule.EVIDENCE_IS_GENUINE})
    void aReceiptThatTheLenderDidNotSignIsRefused() {
        Statement statement = receipt(1).statement();
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, release(signed(statement, Role.BORROWER)));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, release(signed(statement, Role.BORROWER, Role.ARBITER)));
        for (Role role : List.of(Role.BORROWER, Role.ARBITER)) {
            refused(
                    PolicyRule.EVIDENCE_IS_GENUINE,
                    release(signed(statement, Map.of(Role.LENDER, contractSecret(role)))));
        }
        refused(
                PolicyRule.EVIDENCE_IS_GENUINE,
                release(signed(statement, Map.of(Role.LENDER, TestLoans.key("stranger")))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aStatementThatWasChangedIsRefused() {
        SignedStatement unpaid = TestEvidence.signed(TERMS, 1, NOW, new Claim.Unpaid(usd("1")), Role.LENDER);
        refused(
                PolicyRule.EVIDENCE_IS_GENUINE,
                release(new SignedStatement(receipt(1).statement(), unpaid.signatures())));
    }

    /** One lie among truths: whoever brought it is not trusted with the rest. */
    @Test
    @Proves(PolicyRule.EVIDENCE_IS_GENUINE)
    void aLieBesideTheTruthIsRefused() {
        Statement other = new Statement(TERMS.fingerprint(), 1, NOW, day(31), new Claim.Contested());
        refused(
                PolicyRule.EVIDENCE_IS_GENUINE,
                release(receipt(1), signed(other, Map.of(Role.BORROWER, TestLoans.key("stranger")))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_CURRENT)
    void aReceiptForAnotherLoanIsRefused() {
        LoanTerms other = PolicyFixture.withRules(TestLoans.terms(20), Duration.ZERO);
        refused(PolicyRule.EVIDENCE_IS_CURRENT, release(receipt(other, 1, NOW, day(31))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_CURRENT)
    void aReceiptUnderAnotherVersionOfTheTermsIsRefused() {
        refused(PolicyRule.EVIDENCE_IS_CURRENT, release(receipt(TERMS.amend().build(), 1, NOW, day(31))));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_CURRENT)
    void aStatementThatDoesNotHoldNowIsRefused() {
        approved(release(receipt(TERMS, 1, NOW, NOW.plusSeconds(1))));
        refused(PolicyRule.EVIDENCE_IS_CURRENT, release(receipt(TERMS, 1, day(1), NOW)));
        refused(PolicyRule.EVIDENCE_IS_CURRENT, release(receipt(TERMS, 1, NOW.plusSeconds(1), day(31))));
    }

    /** A lender who took a receipt back, since the money did not come, is heard. */
    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void aPartysLastWordCounts() {
        SignedStatement taken = TestEvidence.signed(TERMS, 2, NOW, new Claim.Unpaid(usd("1")), Role.LENDER);
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, release(receipt(1), taken));
        approved(release(receipt(3), taken));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_CURRENT)
    void aReceiptFromBeforeALaterStatementIsRefused() {
        SignedStatement later = TestEvidence.signed(TERMS, 5, NOW, REPAID_CLAIM, Role.LENDER);
        SignerRecords fresh = records(Role.BORROWER, LEDGER);
        ApprovedSpend spend = approved(review(RELEASE, REPAID, Evidence.of(later), fresh));
        SignerRecords heard = fresh.with(SigningHistory.NONE.with(spend, NOW));
        approved(review(RELEASE, REPAID, Evidence.of(later), heard));
        refused(PolicyRule.EVIDENCE_IS_CURRENT, review(RELEASE, REPAID, Evidence.of(receipt(4)), heard));
        approved(review(RELEASE, REPAID, Evidence.of(receipt(6)), heard));
    }

    /** Numbers are counted apart for each party and each contract. */
    @Test
    void whatOnePartyOrContractCountsIsNothingToAnother() {
        SignedStatement borrowers = TestEvidence.signed(TERMS, 50, NOW, new Claim.Disbursed(), Role.BORROWER);
        ApprovedSpend spend = approved(release(receipt(1), borrowers));
        SignerRecords heard = records(Role.BORROWER, LEDGER).with(SigningHistory.NONE.with(spend, NOW));
        approved(review(RELEASE, REPAID, Evidence.of(receipt(2)), heard));
        Loan amended = TestStates.in(TERMS.amend().build(), REPAID.state());
        approved(review(RELEASE, amended, PolicyFixture.honest(amended), heard));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_NAMED)
    void evidenceThatThePsbtDoesNotNameIsRefused() {
        LoanCase settled = PolicyFixture.honestCase(REPAID);
        SignerRecords records = records(Role.BORROWER, LEDGER);
        Psbt bare = PolicyFixture.RELEASE_PLAN.toPsbt();
        refused(PolicyRule.EVIDENCE_IS_NAMED, Policy.review(bare.serialize(), settled, records));
        Psbt another = TestEvidence.marked(bare, TERMS, Evidence.of(receipt(7)));
        refused(PolicyRule.EVIDENCE_IS_NAMED, Policy.review(another.serialize(), settled, records));
        Psbt otherContract = TestEvidence.marked(bare, TERMS.amend().build(), settled.evidence());
        refused(PolicyRule.EVIDENCE_IS_NAMED, Policy.review(otherContract.serialize(), settled, records));
        approved(Policy.review(
                TestEvidence.marked(another, TERMS, settled.evidence()).serialize(), settled, records));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void anAwardIsAgreedByTwoParties() {
        for (Role role : Role.values()) {
            refused(PolicyRule.EVIDENCE_IS_COMPLETE, award(signed(TERMS, 1, NOW, AWARD, role)));
        }
        approved(award(signed(TERMS, 1, NOW, AWARD, Role.LENDER, Role.ARBITER)));
        approved(award(signed(TERMS, 1, NOW, AWARD, Role.BORROWER, Role.LENDER)));
        approved(award(signed(TERMS, 1, NOW, AWARD, Role.BORROWER), signed(TERMS, 9, NOW, AWARD, Role.ARBITER)));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void anAwardOfOtherAmountsIsNotThisOne() {
        for (Claim other : List.of(
                new Claim.Awarded(sat(80_000_001), sat(1_000_000)),
                new Claim.Awarded(sat(80_000_000), sat(999_999)),
                new Claim.Awarded(sat(1_000_000), sat(80_000_000)))) {
            refused(PolicyRule.EVIDENCE_IS_COMPLETE, award(signed(TERMS, 1, NOW, other, Role.values())));
            refused(
                    PolicyRule.EVIDENCE_IS_COMPLETE,
                    award(signed(TERMS, 1, NOW, AWARD, Role.LENDER), signed(TERMS, 1, NOW, other, Role.ARBITER)));
        }
    }

    /** Two signatures under a statement count once for each party, and for nobody who has not signed. */
    @Test
    @Proves({PolicyRule.EVIDENCE_IS_COMPLETE, PolicyRule.EVIDENCE_IS_GENUINE})
    void onePartyTwiceIsNotTwoParties() {
        refused(
                PolicyRule.EVIDENCE_IS_COMPLETE,
                award(signed(TERMS, 1, NOW, AWARD, Role.LENDER), signed(TERMS, 2, NOW, AWARD, Role.LENDER)));
        Statement statement = new Statement(TERMS.fingerprint(), 1, NOW, day(31), AWARD);
        refused(
                PolicyRule.EVIDENCE_IS_GENUINE,
                award(signed(
                        statement,
                        Map.of(
                                Role.LENDER, contractSecret(Role.LENDER),
                                Role.ARBITER, contractSecret(Role.LENDER)))));
    }

    private static Review award(SignedStatement... statements) {
        Loan awarded = PolicyFixture.demanding(SPLIT);
        Psbt psbt = plan(awarded, LEDGER).toPsbt();
        return review(psbt, awarded, Evidence.of(statements), records(Role.BORROWER, LEDGER));
    }

    /** The lender who is owed nothing any more. */
    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void whoGaveTheReceiptDoesNotLiquidate() {
        Evidence prices = honest(LIQUIDATABLE);
        for (Role signer : List.of(Role.LENDER, Role.ARBITER)) {
            Psbt psbt = signer == Role.LENDER
                    ? LIQUIDATION_PLAN.toPsbt()
                    : signedBy(Role.LENDER, LIQUIDATION_PLAN.toPsbt());
            approved(review(psbt, LIQUIDATABLE, prices, records(signer, LEDGER)));
            Evidence receipted = prices.plus(Evidence.of(receipt(1)));
            refused(PolicyRule.EVIDENCE_IS_COMPLETE, review(psbt, LIQUIDATABLE, receipted, records(signer, LEDGER)));
        }
    }
}
