package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.policy.PolicyFixture.DWELL;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S13, S16, S19: parties who look at prices at different moments agree, and nobody names a price that nobody has. */
class OtherPricesTest {
    private static final int SAMPLES = 3;

    private static Evidence saying(LoanTerms terms, String market, String bourse, String index) {
        List<PriceAttestation> all = new ArrayList<>();
        Map.of("market", market, "bourse", bourse, "index", index).forEach((source, usd) -> {
            for (int i = 0; i < SAMPLES; i++) {
                Instant at = NOW.minus(DWELL.time())
                        .plus(DWELL.time().dividedBy(SAMPLES - 1).multipliedBy(i));
                all.add(TestEvidence.attested(terms, new PriceStatement(source, i + 1, price(usd), at)));
            }
        });
        return Evidence.of(all);
    }

    /** As somebody plans it who has seen another price. */
    private static Psbt at(String usd) {
        Loan theirs = PolicyFixture.demanding(liquidation("30000", usd));
        return PolicyFixture.plan(theirs, LEDGER).toPsbt();
    }

    private static Review byLender(String usd, Evidence evidence) {
        return review(at(usd), LIQUIDATABLE, evidence, records(Role.LENDER, LEDGER));
    }

    @Test
    void aLiquidationAtAnAttestedPriceNearTheSignersOwnIsApproved() {
        Evidence evidence = saying(TERMS, "23900", "24050", "24100");
        for (String usd : List.of("23900", "23950.37", "24000", "24050.5", "24099.999", "24100")) {
            Psbt psbt = at(usd);
            approved(review(psbt, LIQUIDATABLE, evidence, records(Role.LENDER, LEDGER)));
            Psbt named = TestEvidence.marked(psbt, TERMS, evidence);
            approved(review(
                    PolicyFixture.signedBy(Role.LENDER, named), LIQUIDATABLE, evidence, records(Role.ARBITER, LEDGER)));
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aPriceThatNobodyAttestsIsRefused() {
        Evidence evidence = saying(TERMS, "23900", "24050", "24100");
        for (String usd : List.of("23899.99", "24100.01", "23000", "1")) {
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(usd, evidence));
        }
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender("23950", saying(TERMS, "24000", "24000", "24000")));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aPriceFurtherFromTheSignersOwnThanTheTermsLetSourcesDifferIsRefused() {
        Evidence evidence = saying(TERMS, "23750", "23750", "23900");
        approved(byLender("23760", evidence));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender("23759.99", evidence));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSourceThatLiesMovesNoPrice() {
        for (String lie : List.of("0.000001", "23700", "24300", "1000000")) {
            Evidence evidence = saying(TERMS, "24000", "24000", lie);
            approved(byLender("24000", evidence));
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender("23900", evidence));
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender("24100", evidence));
        }
    }

    private static Loan movedOn(String usd, String lowest, String highest) {
        return PolicyFixture.loan(new Liquidatable(
                TestStates.position(TERMS, LEDGER, 0),
                liquidation("30000", usd),
                "the price fell",
                new PriceRange(price(lowest), price(highest))));
    }

    private static SignerRecords having(Psbt signed) {
        var before = new SignedSpend(
                signed.unsignedTransaction(),
                PolicyFixture.LIQUIDATION_PLAN.question().total(),
                PolicyFixture.LIQUIDATION_PLAN.fee(),
                /* halfSignedLiquidation= */ false,
                NOW);
        return records(Role.LENDER, LEDGER).with(new SigningHistory(List.of(before), List.of(), Map.of()));
    }

    /** Its answer was lost, and the price fell on: another one it will not sign. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void whatWasSignedIsSignedAgainThoughThePriceMovedOn() {
        Loan now = movedOn("22000", "22000", "24000");
        Evidence evidence = saying(TERMS, "22000", "22000", "22000");
        Psbt signed = at("24000");
        approved(review(signed, now, evidence, having(signed)));
        approved(review(
                signed,
                now,
                evidence,
                records(Role.LENDER, LEDGER)
                        .proposing(Set.of(signed.unsignedTransaction().txid()))));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(signed, now, evidence, records(Role.LENDER, LEDGER)));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(at("23999"), now, evidence, having(signed)));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, review(at("22000"), now, evidence, having(signed)));
    }

    /** Or a lender who hides an answer would have the lowest price of all times. */
    @Test
    @Proves({PolicyRule.OUTPUTS_ARE_DEMANDED, PolicyRule.ONE_SPEND_FOR_EACH_COIN})
    void whatWasSignedAtALowerPriceIsNotSignedAgainOnceThePriceHasRisen() {
        Loan now = movedOn("24000", "22000", "24000");
        Evidence evidence = saying(TERMS, "24000", "24000", "24000");
        Psbt low = at("22000");
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(low, now, evidence, having(low)));
        // What gives him less he may have beside it.
        approved(review(at("24000"), now, evidence, having(low)));
        approved(review(at("24000"), now, evidence, having(at("24000"))));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, review(at("24000"), now, evidence, having(at("24240"))));
    }

    @Test
    void whatWasSentLateIsReplacedWithTheEvidenceOfThen() {
        Loan now = movedOn("22000", "22000", "24000");
        Evidence evidence = saying(TERMS, "22000", "22000", "22000");
        Loan then = PolicyFixture.demanding(liquidation("30000", "24000"));
        SettlementPlan first = PolicyFixture.plan(then, LEDGER);
        SignedSettlement signed = first.signed(first.unsigned().txid());
        var taken = assertInstanceOf(Decision.Accepted.class, now.on(new Command.Settle(signed)));
        Loan settling = taken.update().loan();
        Psbt bump = first.bumped(FeeRate.ofSatsPerVb(20)).toPsbt();
        approved(review(bump, settling, evidence, having(first.toPsbt())));
        refused(PolicyRule.PRICE_IS_ATTESTED, review(bump, settling, evidence, records(Role.LENDER, LEDGER)));
    }

    @Test
    @Proves({PolicyRule.OUTPUTS_ARE_DEMANDED, PolicyRule.EVIDENCE_IS_COMPLETE})
    void whatWasSignedIsNotSignedAgainOnceTheLoanWasCuredOrRepaid() {
        Evidence evidence = saying(TERMS, "22000", "22000", "22000");
        Psbt signed = at("24000");
        Loan curedSince = movedOn("22000", "22000", "22500");
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(signed, curedSince, evidence, having(signed)));
        Evidence repaid =
                evidence.plus(Evidence.of(TestEvidence.signed(TERMS, 1, NOW, new Claim.Repaid(), Role.LENDER)));
        Loan now = movedOn("22000", "22000", "24000");
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, review(signed, now, repaid, having(signed)));
    }

    /** Each loan of a batch was decided on at a moment of its own. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void eachLoanOfABatchHasAPriceOfItsOwn() {
        BatchFixture ten = BatchFixture.of(10);
        Random random = new Random(9);
        List<SettlementQuestion> theirs = new ArrayList<>();
        List<LoanCase> cases = new ArrayList<>();
        for (LoanCase one : ten.cases) {
            LoanTerms terms = one.loan().terms();
            String usd = "239" + (10 + random.nextInt(90)) + "." + (10 + random.nextInt(90));
            Loan other = TestStates.demanding(liquidation("30000", usd), terms, ten.ledger);
            theirs.add(SettlementQuestion.of(other, ten.ledger, 0).orElseThrow());
            cases.add(new LoanCase(one.loan(), saying(terms, "23900", "24000", "24100")));
        }
        Psbt batch = SettlementPlanner.batch(theirs, FeeRate.ofSatsPerVb(10)).toPsbt();
        approved(reviewBatch(batch, cases, ten));
        List<LoanCase> narrow = new ArrayList<>(cases);
        LoanCase first = cases.get(0);
        narrow.set(0, new LoanCase(first.loan(), saying(first.loan().terms(), "24000", "24000", "24000")));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, reviewBatch(batch, narrow, ten));
        for (int output = 0; output < 2; output++) {
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, reviewBatch(Edits.amount(batch, output, -1), cases, ten));
        }
    }

    private static Review reviewBatch(Psbt batch, List<LoanCase> cases, BatchFixture ten) {
        Psbt marked = batch;
        for (LoanCase one : cases) {
            marked = TestEvidence.marked(marked, one.loan().terms(), one.evidence());
        }
        return Policy.reviewBatch(marked.serialize(), cases, ten.records(Role.LENDER));
    }

    @Test
    void theSignersOwnPriceNeedsNoRange() {
        Price own = LIQUIDATABLE
                .state()
                .demands()
                .flatMap(intent -> intent.decidedAt())
                .orElseThrow();
        assertEquals(price("24000"), own);
        approved(byLender("24000", saying(TERMS, "24100", "24100", "24200")));
    }
}
