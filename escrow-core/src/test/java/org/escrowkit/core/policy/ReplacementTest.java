package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.FIRST;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.loan;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;

import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.Share;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S15, S20: while a settlement is under way, the same again with a higher fee, and nothing else. */
class ReplacementTest {
    private static final FeeRate DEARER = FeeRate.ofSatsPerVb(20);
    private static final Loan RELEASING = settling(REPAID, RELEASE_PLAN);
    private static final Loan LIQUIDATING = settling(LIQUIDATABLE, LIQUIDATION_PLAN);
    private static final SettlementPlan BUMP = LIQUIDATION_PLAN.bumped(DEARER);

    static Loan settling(Loan from, SettlementPlan... attempts) {
        List<SignedSettlement> signed = new ArrayList<>();
        for (SettlementPlan attempt : attempts) {
            signed.add(attempt.signed(attempt.unsigned().txid()));
        }
        return loan(new Settling(from.state(), signed, ImmutableSet.of(), Optional.empty(), Optional.empty()));
    }

    private static Review byLender(Psbt psbt) {
        return review(psbt, LIQUIDATING, Role.LENDER);
    }

    private static Psbt withFee(Coin fee) {
        return LIQUIDATION_PLAN.bumpedTo(fee).toPsbt();
    }

    @Test
    void anHonestBumpIsApprovedForThoseWhoSignedBefore() {
        approved(BUMP.toPsbt(), LIQUIDATING, Role.LENDER);
        approved(signedBy(Role.LENDER, BUMP.toPsbt()), LIQUIDATING, Role.ARBITER);
        Psbt release = RELEASE_PLAN.bumped(DEARER).toPsbt();
        approved(release, RELEASING, Role.BORROWER);
        approved(signedBy(Role.BORROWER, release), RELEASING, Role.LENDER);
    }

    @Test
    void aBumpOfABumpIsApprovedOverTheHistoryOfBoth() {
        SigningHistory history = SigningHistory.NONE;
        history = history.with(approved(review(LIQUIDATION_PLAN.toPsbt(), LIQUIDATABLE, Role.LENDER)), NOW);
        SignerRecords lender = records(Role.LENDER, LEDGER);
        history = history.with(
                approved(review(BUMP.toPsbt(), LIQUIDATING, honest(LIQUIDATING), lender.with(history))), NOW);
        Loan twice = settling(LIQUIDATABLE, LIQUIDATION_PLAN, BUMP);
        Psbt again = BUMP.bumped(FeeRate.ofSatsPerVb(40)).toPsbt();
        approved(review(again, twice, honest(twice), lender.with(history)));
    }

    /** BIP125, rule 4: what nodes do not take would only reveal another signature. */
    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theFeeLiesBetweenTheLeastThatReplacesAndTheMostOfTheTerms() {
        Coin least = LIQUIDATION_PLAN.leastReplacementFee();
        Coin most = TERMS.fees().ceiling().fee(LIQUIDATION_PLAN.mostWeight());
        approved(byLender(withFee(least)));
        refused(PolicyRule.FEE_IS_BOUNDED, byLender(withFee(least.subtract(sat(1)))));
        approved(byLender(withFee(most)));
        refused(PolicyRule.FEE_IS_BOUNDED, byLender(withFee(most.add(sat(1)))));
    }

    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theSameOrALowerFeeIsRefused() {
        refused(PolicyRule.FEE_IS_BOUNDED, byLender(LIQUIDATION_PLAN.toPsbt()));
        refused(PolicyRule.FEE_IS_BOUNDED, byLender(Edits.amount(LIQUIDATION_PLAN.toPsbt(), 1, 1)));
        Loan twice = settling(LIQUIDATABLE, LIQUIDATION_PLAN, BUMP);
        refused(PolicyRule.FEE_IS_BOUNDED, review(BUMP.toPsbt(), twice, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMoreOrLessInAnOutputIsRefused() {
        int bearer = List.copyOf(BUMP.amounts().keySet()).indexOf(Share.BORROWER);
        for (int output = 0; output < 2; output++) {
            for (int more : List.of(-1, 1)) {
                Psbt changed = Edits.amount(BUMP.toPsbt(), output, more);
                if (output != bearer) {
                    refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(changed));
                    refused(PolicyRule.OUTPUTS_ARE_DEMANDED, byLender(Edits.amount(changed, bearer, -more)));
                }
            }
        }
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void otherCoinsAreRefused() {
        refused(
                PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                byLender(Edits.inputs(BUMP.toPsbt(), list -> list.subList(0, 1))));
        // A coin that came since is not part of what was signed, and may not be drawn in.
        Transaction late = TestChain.paying(7, TERMS.escrow().scriptPubKey(), btc("1"));
        Ledger more = PolicyFixture.chain().mine(late).mineEmpty(2).ledger();
        Psbt all = PolicyFixture.plan(LIQUIDATABLE, more).bumped(DEARER).toPsbt();
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, review(all, LIQUIDATING, more, Role.LENDER));
        approved(review(BUMP.toPsbt(), LIQUIDATING, more, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void anotherLocktimeIsRefused() {
        for (long lockTime : List.of(1L, (long) LEDGER.tip().height())) {
            refused(
                    PolicyRule.SHAPE_IS_OURS,
                    byLender(Edits.transaction(
                            BUMP.toPsbt(), was -> new Transaction(2, was.inputs(), was.outputs(), lockTime))));
        }
    }

    @Test
    @Proves(PolicyRule.SIGNER_MAY_SIGN)
    void whoCouldNotSignBeforeCannotSignTheReplacement() {
        refused(PolicyRule.SIGNER_MAY_SIGN, review(BUMP.toPsbt(), LIQUIDATING, Role.BORROWER));
        refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, review(BUMP.toPsbt(), LIQUIDATING, Role.ARBITER));
    }

    /** The reason is the old one: it is shown again, and may have expired since. */
    @Test
    @Proves({PolicyRule.EVIDENCE_IS_COMPLETE, PolicyRule.THRESHOLD_IS_PROVEN})
    void aReplacementHasTheReasonOfWhatItReplaces() {
        SignerRecords muchLater = SignerRecords.of(Role.LENDER, LEDGER, day(40), day(40));
        approved(review(BUMP.toPsbt(), LIQUIDATING, honest(LIQUIDATING), muchLater));
        Psbt release = RELEASE_PLAN.bumped(DEARER).toPsbt();
        approved(review(release, RELEASING, honest(RELEASING), muchLater));
        refused(PolicyRule.THRESHOLD_IS_PROVEN, review(BUMP.toPsbt(), LIQUIDATING, Evidence.NONE, muchLater));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, review(release, RELEASING, Evidence.NONE, muchLater));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void whatCannotBePlannedAgainIsNotReplaced() {
        Ledger gone = TestChain.watching(TERMS.escrow().scriptPubKey())
                .mine(FIRST)
                .mineEmpty(2)
                .ledger();
        refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, review(BUMP.toPsbt(), LIQUIDATING, gone, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.FEES_ARE_SUMMED)
    void replacementsDoNotWaitAndTheirFeesAddUp() {
        Coin first = LIQUIDATION_PLAN.fee();
        SigningHistory history =
                SigningHistory.NONE.with(approved(review(LIQUIDATION_PLAN.toPsbt(), LIQUIDATABLE, Role.LENDER)), NOW);
        for (long more : List.of(0L, -1L)) {
            var limits = new SigningLimits(
                    BitcoinNetwork.MAX_MONEY,
                    first.add(BUMP.fee()).add(sat(more)),
                    Duration.ofDays(1),
                    Duration.ofDays(9));
            var records = new SignerRecords(Role.LENDER, LEDGER, history, limits, NOW, PolicyFixture.CHAIN_TIME);
            Review review = review(BUMP.toPsbt(), LIQUIDATING, honest(LIQUIDATING), records);
            if (more == 0) {
                approved(review);
            } else {
                refused(PolicyRule.FEES_ARE_SUMMED, review);
            }
        }
    }
}
