package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S13, S15, S19: many loans in one transaction, each by its own terms and for its own reason. */
class BatchReviewTest {
    private static final BatchFixture TEN = BatchFixture.of(10);
    private static final Psbt BATCH = TEN.plan().toPsbt();
    private static final int OUTPUTS = BATCH.unsignedTransaction().outputs().size();

    private static Review byLender(Psbt psbt) {
        return TEN.review(psbt, Role.LENDER);
    }

    @Test
    void anHonestBatchIsApprovedForLenderAndArbiter() {
        for (int loans : new int[] {1, 2, 5, 50}) {
            BatchFixture batch = BatchFixture.of(loans);
            Psbt psbt = batch.plan().toPsbt();
            approved(batch.review(psbt, Role.LENDER));
            ApprovedSpend spend = approved(batch.review(batch.signed(psbt, Role.LENDER), Role.ARBITER));
            assertEquals(loans, spend.cases().size());
            assertEquals(
                    "Complete",
                    batch.signed(spend.psbt(), Role.ARBITER).finish().getClass().getSimpleName());
        }
    }

    @Test
    void anHonestBatchIsApprovedWhateverItsRateAndOrder() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<Coin> values = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                // Around what is the lender's, so that some surplus is dust, or too small for its own output.
                values.add(Coin.valueOf(125_000_000L + random.nextInt(random.nextBoolean() ? 40_000 : 20_000_000)));
            }
            FeeBounds bounds = random.nextBoolean() ? FeeBounds.USUAL : byTheLender();
            BatchFixture batch = new BatchFixture(values, TestLoans.withFees(TERMS, bounds));
            FeeRate rate = FeeRate.ofSatsPerVb(1 + random.nextInt(random.nextBoolean() ? 5 : 500));
            Psbt psbt = batch.plan(batch.cases, rate).toPsbt();
            List<LoanCase> shuffled = new ArrayList<>(batch.cases);
            Collections.shuffle(shuffled, random);
            Review review = batch.review(psbt, shuffled, Role.LENDER);
            assertInstanceOf(Review.Approved.class, review, "seed " + seed + " at " + rate + ": " + review);
        }
    }

    private static FeeBounds byTheLender() {
        FeeBounds usual = FeeBounds.USUAL;
        return new FeeBounds(usual.floor(), usual.ceiling(), usual.most(), usual.share(), FeeBearer.LENDER);
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMoreOrLessInAnyOutputIsRefused() {
        for (int output = 0; output < OUTPUTS; output++) {
            for (int more : List.of(-1, 1)) {
                refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(Edits.amount(BATCH, output, more)));
                int other = (output + 1) % OUTPUTS;
                refused(
                        PolicyRule.OUTPUTS_ARE_DEMANDED,
                        byLender(Edits.amount(Edits.amount(BATCH, output, more), other, -more)));
            }
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void swappedBorrowersAreRefused() {
        for (int output = 2; output < OUTPUTS; output++) {
            int other = output;
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(Edits.outputs(BATCH, list -> {
                Collections.swap(list, 1, other);
                return list;
            })));
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(Edits.outputs(BATCH, list -> {
                TransactionOutput one = list.get(1);
                TransactionOutput two = list.get(other);
                list.set(1, new TransactionOutput(two.value(), one.scriptPubKey()));
                list.set(other, new TransactionOutput(one.value(), two.scriptPubKey()));
                return one.value().equals(two.value()) ? List.of() : list;
            })));
        }
    }

    @Test
    @Proves({PolicyRule.INPUTS_ARE_THE_COLLATERAL, PolicyRule.EVIDENCE_IS_NAMED})
    void aLoanLeftOutOrAddedIsRefused() {
        List<LoanCase> nine = TEN.cases.subList(0, 9);
        Psbt small = TEN.plan(nine, FeeRate.ofSatsPerVb(10)).toPsbt();
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, byLender(small));
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, TEN.review(BATCH, nine, Role.LENDER));
        List<LoanCase> twice = new ArrayList<>(TEN.cases);
        twice.add(TEN.cases.get(3));
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, TEN.review(BATCH, twice, Role.LENDER));
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, TEN.review(BATCH, List.of(), Role.LENDER));
        refused(
                PolicyRule.EVIDENCE_IS_NAMED,
                Policy.reviewBatch(BATCH.serialize(), TEN.cases, TEN.records(Role.LENDER)));
    }

    /** To the miners goes only what nobody can be paid. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSurplusThatIsWithheldIsRefused() {
        for (long surplus : new long[] {3_000, 20_000, 20_000_000}) {
            BatchFixture two =
                    new BatchFixture(List.of(Coin.valueOf(150_000_000), Coin.valueOf(125_000_000 + surplus)), TERMS);
            BatchPlan plan = two.plan(two.cases, FeeRate.ONE_SAT_PER_VB);
            assertEquals(3, plan.unsigned().outputs().size());
            for (int output : List.of(1, 2)) {
                Psbt withheld = Edits.outputs(plan.toPsbt(), list -> {
                    list.remove(output);
                    return list;
                });
                refused(PolicyRule.OUTPUTS_ARE_DEMANDED, two.review(withheld, Role.LENDER));
            }
        }
    }

    /** The most cunning way: everything else is planned as if the loan had no surplus. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSurplusThatIsWithheldConsistentlyIsRefusedToo() {
        List<Coin> values = List.of(Coin.valueOf(150_000_000), Coin.valueOf(125_000_600));
        BatchFixture poor = new BatchFixture(List.of(values.get(0), Coin.valueOf(125_000_300)), TERMS);
        Transaction dust = poor.plan(poor.cases, FeeRate.ONE_SAT_PER_VB).unsigned();
        assertEquals(2, dust.outputs().size());
        BatchFixture rich = new BatchFixture(values, TERMS);
        BatchPlan honest = rich.plan(rich.cases, FeeRate.ONE_SAT_PER_VB);
        assertEquals(3, honest.unsigned().outputs().size());
        int borrower = honest.unsigned().outputs().size() - 1;
        int consistent = 0;
        for (long fee = 0; fee < 200; fee++) {
            long left = fee;
            Psbt withheld = Edits.outputs(honest.toPsbt(), list -> {
                int poorest = list.get(1).value().isLessThan(list.get(borrower).value()) ? 1 : borrower;
                list.remove(poorest);
                TransactionOutput other = list.get(1);
                list.set(1, new TransactionOutput(Coin.valueOf(25_000_000 - left), other.scriptPubKey()));
                return list;
            });
            Review review = rich.review(withheld, Role.LENDER);
            refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review);
            consistent += review.toString().contains("is left out, and can be paid") ? 1 : 0;
        }
        assertTrue(consistent > 0, "no transaction was one that a batch without the surplus would have been");
    }

    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theFeeLiesBetweenTheBoundsOfAllTerms() {
        FeeBounds narrow = new FeeBounds(
                FeeRate.ofSatsPerVb(10), FeeRate.ofSatsPerVb(20), sat(1_000_000), BigDecimal.ONE, FeeBearer.BORROWER);
        BatchFixture batch =
                new BatchFixture(List.of(sat(150_000_000), sat(160_000_000)), TestLoans.withFees(TERMS, narrow));
        BatchFixture wide = new BatchFixture(List.of(sat(150_000_000), sat(160_000_000)), TERMS);
        for (int rate : List.of(9, 10, 20, 21)) {
            Psbt psbt = wide.plan(wide.cases, FeeRate.ofSatsPerVb(rate)).toPsbt();
            Review review = batch.review(psbt, Role.LENDER);
            if (rate == 10 || rate == 20) {
                approved(review);
            } else {
                refused(PolicyRule.FEE_IS_BOUNDED, review);
            }
        }
    }

    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void noLoanPaysMoreThanItsOwnTermsAllow() {
        FeeBounds poor = new FeeBounds(
                FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), sat(1_500), BigDecimal.ONE, FeeBearer.BORROWER);
        BatchFixture batch =
                new BatchFixture(List.of(sat(150_000_000), sat(160_000_000)), TestLoans.withFees(TERMS, poor));
        BatchFixture wide = new BatchFixture(List.of(sat(150_000_000), sat(160_000_000)), TERMS);
        approved(batch.review(wide.plan(wide.cases, FeeRate.ofSatsPerVb(9)).toPsbt(), Role.LENDER));
        refused(
                PolicyRule.FEE_IS_BOUNDED,
                batch.review(wide.plan(wide.cases, FeeRate.ofSatsPerVb(10)).toPsbt(), Role.LENDER));
    }

    @Test
    @Proves({PolicyRule.PRICE_IS_ATTESTED, PolicyRule.EVIDENCE_IS_NAMED})
    void eachLoanBringsItsOwnEvidence() {
        for (int i = 0; i < 10; i++) {
            List<LoanCase> bare = new ArrayList<>(TEN.cases);
            bare.set(i, new LoanCase(TEN.cases.get(i).loan(), Evidence.NONE));
            Review review = TEN.review(BATCH, bare, Role.LENDER);
            refused(PolicyRule.PRICE_IS_ATTESTED, review);
            refused(PolicyRule.EVIDENCE_IS_NAMED, review);
        }
    }

    @Test
    @Proves({PolicyRule.STATE_DEMANDS_SETTLEMENT, PolicyRule.INPUTS_ARE_THE_COLLATERAL})
    void everyLoanMustBeLiquidatable() {
        refused(
                PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                TEN.review(BATCH, TEN.demanding(4, new SettlementIntent.Release()), Role.LENDER));
        LoanCase quiet = new LoanCase(Loan.open(TEN.cases.get(2).loan().terms()), Evidence.NONE);
        List<LoanCase> one = new ArrayList<>(TEN.cases);
        one.set(2, quiet);
        refused(PolicyRule.STATE_DEMANDS_SETTLEMENT, TEN.review(BATCH, one, Role.LENDER));
        SettlementIntent dearer = new SettlementIntent.Liquidation(usd("30000"), BigDecimal.ZERO, price("24100"));
        List<LoanCase> other = TEN.demanding(5, dearer);
        Psbt marked = TestEvidence.marked(
                BATCH, other.get(5).loan().terms(), other.get(5).evidence());
        Review review = Policy.reviewBatch(TEN.marked(marked).serialize(), other, TEN.records(Role.LENDER));
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review);
    }

    @Test
    @Proves({PolicyRule.ARBITER_SIGNS_WITH_LENDER, PolicyRule.SIGNER_MAY_SIGN, PolicyRule.SHAPE_IS_OURS})
    void theRulesOfOneSettlementHoldForAll() {
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, TEN.review(BATCH, Role.ARBITER));
        refused(PolicyRule.SIGNER_MAY_SIGN, TEN.review(BATCH, Role.BORROWER));
        int tip = TEN.ledger.tip().height();
        for (long lockTime : List.of((long) tip, tip + 1L)) {
            Psbt locked = Edits.transaction(BATCH, was -> new Transaction(2, was.inputs(), was.outputs(), lockTime));
            if (lockTime == tip) {
                approved(byLender(locked));
            } else {
                refused(PolicyRule.SHAPE_IS_OURS, byLender(locked));
            }
        }
    }

    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aCoinThatIsSpentAloneIsNotSpentInABatch() {
        ApprovedSpend signed = approved(TEN.review(TEN.signed(BATCH, Role.LENDER), Role.ARBITER));
        SigningHistory history = SigningHistory.NONE.with(signed, PolicyFixture.NOW);
        assertEquals(TEN.plan().total(), history.spends().get(0).leaving());
        Psbt five = TEN.signed(
                TEN.plan(TEN.cases.subList(0, 5), FeeRate.ofSatsPerVb(10)).toPsbt(), Role.LENDER);
        Review review = Policy.reviewBatch(
                TEN.marked(five).serialize(),
                TEN.cases.subList(0, 5),
                TEN.records(Role.ARBITER).with(history));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, review);
        assertEquals(BitcoinNetwork.MAX_MONEY, SigningLimits.NONE.most());
    }
}
