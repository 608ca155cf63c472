package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S15, S16, S19, S20: what a signer signed before bounds what he signs now. */
class HistoryTest {
    private static final Duration WINDOW = Duration.ofDays(1);
    private static final Coin TOTAL = RELEASE_PLAN.question().total();

    private static SignerRecords records(Role role, SigningHistory history, SigningLimits limits) {
        return new SignerRecords(role, LEDGER, history, limits, NOW, PolicyFixture.CHAIN_TIME);
    }

    private static Review release(SigningHistory history, Coin most, Coin fees) {
        var limits = new SigningLimits(most, fees, WINDOW, Duration.ZERO);
        return review(RELEASE, REPAID, honest(REPAID), records(Role.LENDER, history, limits));
    }

    private static SigningHistory of(SignedSpend... spends) {
        return new SigningHistory(List.of(spends), List.of(), Map.of());
    }

    /** Of another loan's coin. */
    private static SignedSpend other(long leaving, long fee, Instant at) {
        Transaction unsigned = TestChain.spending(3, new Outpoint(TestChain.hash("coin of another loan"), 0));
        return new SignedSpend(unsigned, sat(leaving), sat(fee), /* halfSignedLiquidation= */ false, at);
    }

    private static SignedSpend earlier(Psbt psbt) {
        return new SignedSpend(psbt.unsignedTransaction(), TOTAL, sat(1), /* halfSignedLiquidation= */ false, NOW);
    }

    @Test
    @Proves(PolicyRule.VELOCITY_IS_LIMITED)
    void noMoreLeavesThanTheSignerAllowsHimself() {
        Coin max = BitcoinNetwork.MAX_MONEY;
        approved(release(SigningHistory.NONE, TOTAL, max));
        Review above = release(SigningHistory.NONE, TOTAL.subtract(sat(1)), max);
        assertTrue(refused(PolicyRule.VELOCITY_IS_LIMITED, above).isTemporary());
        Instant edge = NOW.minus(WINDOW);
        approved(release(of(other(50, 1, edge)), TOTAL.add(sat(50)), max));
        refused(PolicyRule.VELOCITY_IS_LIMITED, release(of(other(50, 1, edge)), TOTAL.add(sat(49)), max));
        approved(release(of(other(50, 1, edge.minusNanos(1))), TOTAL, max));
    }

    /** A coin leaves once, however often its spend is replaced. */
    @Test
    void replacementsOfOneSpendCountOnce() {
        Psbt cheaper = Edits.amount(RELEASE, 0, 1_000);
        approved(release(of(earlier(cheaper)), TOTAL, BitcoinNetwork.MAX_MONEY));
        SignedSpend first = other(50, 1, NOW);
        SignedSpend again = new SignedSpend(first.unsigned(), sat(40), sat(1), /* halfSignedLiquidation= */ false, NOW);
        approved(release(of(first, again), TOTAL.add(sat(40)), BitcoinNetwork.MAX_MONEY));
        refused(
                PolicyRule.VELOCITY_IS_LIMITED,
                release(of(first, again), TOTAL.add(sat(39)), BitcoinNetwork.MAX_MONEY));
    }

    @Test
    @Proves(PolicyRule.VELOCITY_IS_LIMITED)
    void whatStaysWithTheLoanDoesNotLeaveIt() {
        Loan loan = PolicyFixture.demanding(new SettlementIntent.Consolidation());
        var plan = plan(loan, LEDGER);
        for (long more : List.of(0L, -1L)) {
            var limits = new SigningLimits(plan.fee().add(sat(more)), TOTAL, WINDOW, Duration.ZERO);
            Review review =
                    review(plan.toPsbt(), loan, honest(loan), records(Role.LENDER, SigningHistory.NONE, limits));
            if (more == 0) {
                approved(review);
            } else {
                refused(PolicyRule.VELOCITY_IS_LIMITED, review);
            }
        }
    }

    @Test
    @Proves(PolicyRule.FEES_ARE_SUMMED)
    void theFeesOfAllAttemptsAreSummed() {
        Coin fee = RELEASE_PLAN.fee();
        Coin max = BitcoinNetwork.MAX_MONEY;
        approved(release(SigningHistory.NONE, max, fee));
        assertTrue(refused(PolicyRule.FEES_ARE_SUMMED, release(SigningHistory.NONE, max, fee.subtract(sat(1))))
                .isTemporary());
        SigningHistory attempts = of(other(50, 7, NOW), other(50, 11, NOW.minus(WINDOW)));
        approved(release(attempts, max, fee.add(sat(18))));
        refused(PolicyRule.FEES_ARE_SUMMED, release(attempts, max, fee.add(sat(17))));
        approved(release(of(other(50, 7, NOW.minus(WINDOW).minusNanos(1))), max, fee));
    }

    /** Signing the very same transaction again is no second spend, nor a second fee. */
    @Test
    void theSameTransactionAgainCountsOnce() {
        Psbt byBorrower = signedBy(Role.BORROWER, RELEASE);
        var limits = new SigningLimits(TOTAL, RELEASE_PLAN.fee(), WINDOW, Duration.ZERO);
        ApprovedSpend spend =
                approved(review(RELEASE, REPAID, honest(REPAID), records(Role.LENDER, SigningHistory.NONE, limits)));
        SigningHistory once = SigningHistory.NONE.with(spend, NOW);
        SigningHistory twice = once.with(spend, NOW.plusSeconds(5));
        assertEquals(once, twice);
        approved(review(byBorrower, REPAID, honest(REPAID), records(Role.LENDER, once, limits)));
    }

    private static Review after(SigningHistory history, Psbt psbt, Loan loan, Role role) {
        return review(psbt, loan, honest(loan), records(role, history, SigningLimits.NONE));
    }

    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aSecondSpendOfACoinIsRefused() {
        SigningHistory released = of(earlier(RELEASE));
        assertTrue(!refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(released, LIQUIDATION, LIQUIDATABLE, Role.LENDER))
                .isTemporary());
        SigningHistory liquidated = of(earlier(LIQUIDATION));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(liquidated, RELEASE, REPAID, Role.BORROWER));
    }

    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aHigherFeeIsAReplacementAndALowerOneIsNot() {
        Psbt dearer = Edits.amount(RELEASE, 0, -1);
        Psbt cheaper = Edits.amount(RELEASE, 0, 1);
        SigningHistory signed = of(earlier(RELEASE));
        approved(after(signed, dearer, REPAID, Role.LENDER));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(signed, cheaper, REPAID, Role.LENDER));
        Psbt later = Edits.transaction(
                dearer, was -> new Transaction(was.version(), was.inputs(), was.outputs(), /* lockTime= */ 50));
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(signed, later, REPAID, Role.LENDER));
    }

    /** The lender of a liquidation at another price gets another amount: two outputs change. */
    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aLiquidationAtAnotherPriceIsNoReplacement() {
        Loan dearer = PolicyFixture.demanding(PolicyFixture.liquidation("30000", "23999"));
        Psbt psbt = plan(dearer, LEDGER).toPsbt();
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(of(earlier(LIQUIDATION)), psbt, dearer, Role.LENDER));
    }

    /** The lender signed first, and the arbiter did not: a liquidation that lacks him stands for nothing. */
    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aHalfSignedLiquidationMayBeSuperseded() {
        ApprovedSpend first = approved(after(SigningHistory.NONE, LIQUIDATION, LIQUIDATABLE, Role.LENDER));
        SigningHistory half = SigningHistory.NONE.with(first, NOW);
        Loan dearer = PolicyFixture.demanding(PolicyFixture.liquidation("30000", "23999"));
        Psbt psbt = plan(dearer, LEDGER).toPsbt();
        approved(after(half, psbt, dearer, Role.LENDER));
        approved(after(half, RELEASE, REPAID, Role.LENDER));
        Psbt byLender = signedBy(Role.LENDER, LIQUIDATION);
        ApprovedSpend second = approved(after(SigningHistory.NONE, byLender, LIQUIDATABLE, Role.ARBITER));
        SigningHistory whole = SigningHistory.NONE.with(second, NOW);
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(whole, signedBy(Role.LENDER, psbt), dearer, Role.ARBITER));
    }

    /** A half-signed release is nothing of the kind: the other may finish it at any time. */
    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aHalfSignedReleaseStands() {
        ApprovedSpend first = approved(after(SigningHistory.NONE, RELEASE, REPAID, Role.LENDER));
        SigningHistory half = SigningHistory.NONE.with(first, NOW);
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, after(half, LIQUIDATION, LIQUIDATABLE, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.ONE_SPEND_FOR_EACH_COIN)
    void aSpendThatCanNoLongerConfirmMayBeSuperseded() {
        Transaction third = TestChain.paying(3, TERMS.escrow().scriptPubKey(), btc("0.2"));
        TestChain chain = PolicyFixture.chain().mine(third).mineEmpty(2);
        Loan three = TestStates.demanding(new SettlementIntent.Release(), TERMS, chain.ledger());
        SigningHistory signed = of(earlier(plan(three, chain.ledger()).toPsbt()));
        var there = SignerRecords.of(Role.LENDER, LEDGER, NOW, PolicyFixture.CHAIN_TIME)
                .with(signed);
        approved(review(RELEASE, REPAID, honest(REPAID), there));
        // Back in a mempool it can confirm, and then the signed transaction too.
        Ledger back = PolicyFixture.chain().mineEmpty(2).mempool(third).ledger();
        var returned = SignerRecords.of(Role.LENDER, back, NOW, PolicyFixture.CHAIN_TIME)
                .with(signed);
        refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, review(RELEASE, REPAID, honest(REPAID), returned));
    }

    @Test
    void aFeeRateIsRaisedStepByStep() {
        SigningHistory history = SigningHistory.NONE;
        for (int rate = 1; rate <= 500; rate *= 4) {
            Psbt psbt = SettlementPlanner.plan(RELEASE_PLAN.question(), FeeRate.ofSatsPerVb(rate))
                    .toPsbt();
            history = history.with(approved(after(history, psbt, REPAID, Role.LENDER)), NOW);
        }
        assertEquals(5, history.spends().size());
    }

    @Test
    void aLimitIsNotBelowZero() {
        Coin below = sat(-1);
        Coin most = TOTAL;
        Duration zero = Duration.ZERO;
        Duration negative = Duration.ofNanos(-1);
        assertThrows(IllegalArgumentException.class, () -> new SigningLimits(below, most, zero, zero));
        assertThrows(IllegalArgumentException.class, () -> new SigningLimits(most, below, zero, zero));
        assertThrows(IllegalArgumentException.class, () -> new SigningLimits(most, most, negative, zero));
        assertThrows(IllegalArgumentException.class, () -> new SigningLimits(most, most, zero, negative));
        assertEquals(zero, new SigningLimits(Coin.ZERO, Coin.ZERO, zero, zero).window());
    }
}
