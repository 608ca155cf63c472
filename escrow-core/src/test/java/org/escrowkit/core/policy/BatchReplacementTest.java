package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S15, S20: while a batch is under way, the same again with a higher fee, and nothing else. */
class BatchReplacementTest {
    private static final FeeRate DEARER = FeeRate.ofSatsPerVb(20);

    private final BatchFixture fixture = BatchFixture.of(5);
    private final BatchPlan first = fixture.plan();
    private final List<LoanCase> settling = settling(first);

    private List<LoanCase> settling(BatchPlan... attempts) {
        List<LoanCase> changed = new ArrayList<>();
        for (LoanCase one : fixture.cases) {
            List<SignedSettlement> signed = new ArrayList<>();
            for (BatchPlan plan : attempts) {
                for (int i = 0; i < plan.parts().size(); i++) {
                    if (plan.parts().get(i).question().terms().equals(one.loan().terms())) {
                        signed.add(plan.signed(plan.unsigned().txid()).get(i));
                    }
                }
            }
            Settling state =
                    new Settling(one.loan().state(), signed, ImmutableSet.of(), Optional.empty(), Optional.empty());
            changed.add(new LoanCase(new Loan(one.loan().terms(), state, Optional.empty()), one.evidence()));
        }
        return changed;
    }

    private Review byLender(Psbt psbt) {
        return fixture.review(psbt, settling, Role.LENDER);
    }

    /** What is divided before each part is rounded up is not kept: several come to the same. */
    private static void assertSame(BatchPlan expected, BatchPlan plan) {
        assertEquals(expected.parts(), plan.parts());
        assertEquals(expected.unsigned(), plan.unsigned());
    }

    private List<Loan> loans(List<LoanCase> cases) {
        return cases.stream().map(LoanCase::loan).toList();
    }

    @Test
    void theBatchUnderWayIsPlannedAgainFromItsLoans() {
        assertSame(first, BatchPlan.underWay(loans(settling), fixture.ledger));
        BatchPlan bumped = first.bumped(DEARER);
        assertSame(bumped, BatchPlan.underWay(loans(settling(first, bumped)), fixture.ledger));
    }

    @Test
    void anHonestBumpIsApprovedForThoseWhoSignedBefore() {
        Psbt bump = first.bumped(DEARER).toPsbt();
        approved(byLender(bump));
        approved(fixture.review(fixture.signed(bump, Role.LENDER), settling, Role.ARBITER));
    }

    @Test
    void aBumpOfABumpIsApprovedOverTheHistoryOfBoth() {
        BatchPlan second = first.bumped(DEARER);
        SigningHistory history = SigningHistory.NONE.with(approved(fixture.review(first.toPsbt(), Role.LENDER)), NOW);
        SignerRecords lender = fixture.records(Role.LENDER);
        Psbt psbt = fixture.marked(second.toPsbt());
        history = history.with(approved(Policy.reviewBatch(psbt.serialize(), settling, lender.with(history))), NOW);
        Psbt third = fixture.marked(second.bumped(FeeRate.ofSatsPerVb(40)).toPsbt());
        approved(Policy.reviewBatch(third.serialize(), settling(first, second), lender.with(history)));
    }

    /** Who has seen none of it yet signs over the same coins, as he excludes what he signed before. */
    @Test
    void aBumpIsApprovedWhereTheLoansAreNotKnownToSettleYet() {
        SigningHistory history = SigningHistory.NONE.with(approved(fixture.review(first.toPsbt(), Role.LENDER)), NOW);
        Psbt bump = fixture.marked(first.bumped(DEARER).toPsbt());
        approved(Policy.reviewBatch(
                bump.serialize(), fixture.cases, fixture.records(Role.LENDER).with(history)));
    }

    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theFeeLiesBetweenTheLeastThatReplacesAndTheMostOfTheTerms() {
        refused(PolicyRule.FEE_IS_BOUNDED, byLender(first.toPsbt()));
        BatchPlan least = first.bumped(FeeRate.ONE_SAT_PER_VB);
        approved(byLender(least.toPsbt()));
        refused(
                PolicyRule.FEE_IS_BOUNDED,
                byLender(first.bumpedTo(least.fee().subtract(sat(5))).toPsbt()));
        FeeRate ceiling = fixture.cases.get(0).loan().terms().fees().ceiling();
        BatchPlan most = first.bumped(FeeRate.ofSatsPerVb(1_000_000));
        assertEquals(ceiling.fee(first.mostWeight()), most.share().fee());
        approved(byLender(most.toPsbt()));
        refused(
                PolicyRule.FEE_IS_BOUNDED,
                byLender(most.bumpedTo(most.fee().add(sat(500))).toPsbt()));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMoreOrLessInAnOutputIsRefused() {
        Psbt bump = first.bumped(DEARER).toPsbt();
        for (int output = 0; output < bump.outputs().size(); output++) {
            for (int more : List.of(-1, 1)) {
                refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(Edits.amount(bump, output, more)));
            }
        }
    }

    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void anotherLocktimeIsRefused() {
        Psbt bump = first.bumped(DEARER).toPsbt();
        refused(
                PolicyRule.SHAPE_IS_OURS,
                byLender(Edits.transaction(bump, was -> new Transaction(2, was.inputs(), was.outputs(), 1))));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void aPartOfABatchOrOneThatIsNotUnderWayIsNotReplaced() {
        Psbt bump = first.bumped(DEARER).toPsbt();
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, fixture.review(bump, settling.subList(0, 4), Role.LENDER));
        List<LoanCase> mixed = new ArrayList<>(settling);
        mixed.set(2, fixture.cases.get(2));
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, fixture.review(bump, mixed, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.THRESHOLD_IS_PROVEN)
    void aReplacementHasTheReasonsOfWhatItReplaces() {
        Psbt bump = first.bumped(DEARER).toPsbt();
        List<LoanCase> silent = new ArrayList<>(settling);
        silent.set(1, new LoanCase(silent.get(1).loan(), Evidence.NONE));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, fixture.review(bump, silent, Role.LENDER));
    }

    @Test
    void whatNobodyCanPayIsRefused() {
        Coin all = first.total();
        assertThrows(SettlementException.class, () -> first.bumpedTo(all));
        assertThrows(SettlementException.class, () -> first.bumpedTo(first.fee()));
    }
}
