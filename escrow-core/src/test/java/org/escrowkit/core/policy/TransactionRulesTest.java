package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.refusedLiquidation;
import static org.escrowkit.core.policy.PolicyFixture.refusedRelease;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class TransactionRulesTest {
    private static final ByteString THIEF = Scripts.of(TestLoans.payout("thief", ScriptType.P2WPKH));
    private static final int TIP = LEDGER.tip().height();
    private static final long WEIGHT = SettlementPlanner.mostWeight(RELEASE.unsignedTransaction(), TERMS);

    private static Psbt releaseWithFee(Coin fee) {
        return Edits.amount(RELEASE, 0, RELEASE_PLAN.fee().subtract(fee).value);
    }

    /** S13: a payout to anybody else. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aChangedOutputScriptIsRefused() {
        for (Psbt honest : List.of(RELEASE, LIQUIDATION)) {
            Psbt stolen = Edits.outputs(honest, list -> {
                list.set(0, new TransactionOutput(list.get(0).value(), THIEF));
                return list;
            });
            refusedRelease(PolicyRule.OUTPUTS_ARE_DEMANDED, stolen);
            refusedLiquidation(PolicyRule.OUTPUTS_ARE_DEMANDED, stolen);
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMovedBetweenLenderAndBorrowerIsRefused() {
        refusedLiquidation(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.amount(Edits.amount(LIQUIDATION, 0, 1), 1, -1));
        refusedLiquidation(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.amount(Edits.amount(LIQUIDATION, 0, -1), 1, 1));
    }

    /** The lender's share does not bear the fee. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMovedFromTheLenderToTheMinersIsRefused() {
        refusedLiquidation(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.amount(LIQUIDATION, 0, -1));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void anotherOrderOfOutputsIsRefused() {
        refusedLiquidation(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.outputs(LIQUIDATION, list -> {
            Collections.swap(list, 0, 1);
            return list;
        }));
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void anExtraOutputIsRefused() {
        for (Coin value : List.of(Coin.ZERO, sat(1), sat(330))) {
            refusedRelease(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.outputs(RELEASE, list -> {
                list.add(new TransactionOutput(value, THIEF));
                return list;
            }));
        }
    }

    @Test
    @Proves({PolicyRule.FEE_IS_BOUNDED, PolicyRule.OUTPUTS_ARE_DEMANDED})
    void aMissingOutputIsRefused() {
        refusedLiquidation(PolicyRule.FEE_IS_BOUNDED, Edits.outputs(LIQUIDATION, list -> list.subList(0, 1)));
        refusedRelease(PolicyRule.OUTPUTS_ARE_DEMANDED, Edits.outputs(RELEASE, list -> List.of()));
    }

    /** S15: by the rate on the exact weight, from the floor to the ceiling. */
    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theFeeLiesBetweenItsBounds() {
        Coin least = FeeRate.ONE_SAT_PER_VB.fee(WEIGHT);
        Coin most = FeeRate.ofSatsPerVb(500).fee(WEIGHT);
        approved(releaseWithFee(least), REPAID, Role.LENDER);
        refusedRelease(PolicyRule.FEE_IS_BOUNDED, releaseWithFee(least.subtract(sat(1))));
        approved(releaseWithFee(most), REPAID, Role.LENDER);
        refusedRelease(PolicyRule.FEE_IS_BOUNDED, releaseWithFee(most.add(sat(1))));
        refusedRelease(PolicyRule.FEE_IS_BOUNDED, releaseWithFee(Coin.ZERO));
    }

    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void theFeeIsBoundedInAllToo() {
        var bounds = new FeeBounds(
                FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), sat(5_000), BigDecimal.ONE, FeeBearer.BORROWER);
        Loan loan = TestStates.in(TestLoans.withFees(TERMS, bounds), REPAID.state());
        approved(releaseWithFee(sat(5_000)), loan, Role.LENDER);
        refused(PolicyRule.FEE_IS_BOUNDED, releaseWithFee(sat(5_001)), loan, Role.LENDER);
    }

    /** S14: more going out than came in, up to sums that no 64 bits hold. */
    @Test
    @Proves(PolicyRule.FEE_IS_BOUNDED)
    void aNegativeFeeIsRefused() {
        refusedRelease(PolicyRule.FEE_IS_BOUNDED, releaseWithFee(sat(-1)));
        for (int outputs : List.of(1, 2, 5_000)) {
            TransactionOutput[] all = new TransactionOutput[outputs];
            Arrays.fill(all, new TransactionOutput(BitcoinNetwork.MAX_MONEY, TERMS.borrowerScript()));
            refusedRelease(PolicyRule.FEE_IS_BOUNDED, Edits.outputs(RELEASE, list -> Arrays.asList(all)));
        }
    }

    /** S17. */
    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void anotherVersionIsRefused() {
        for (int version : List.of(-1, 0, 1, 3)) {
            refusedRelease(
                    PolicyRule.SHAPE_IS_OURS,
                    Edits.transaction(
                            RELEASE, was -> new Transaction(version, was.inputs(), was.outputs(), was.lockTime())));
        }
    }

    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void anotherLocktimeIsRefused() {
        for (long lockTime : List.of(TIP + 1L, 499_999_999L, 500_000_000L, 0xffff_ffffL)) {
            refusedRelease(PolicyRule.SHAPE_IS_OURS, locked(lockTime));
        }
    }

    /** A locktime up to the tip's height keeps miners from mining the tip again, and delays nothing. */
    @Test
    void aLocktimeUpToTheTipIsApproved() {
        for (long lockTime : List.of(1L, TIP - 1L, (long) TIP)) {
            approved(locked(lockTime), REPAID, Role.LENDER);
        }
    }

    private static Psbt locked(long lockTime) {
        return Edits.transaction(RELEASE, was -> new Transaction(2, was.inputs(), was.outputs(), lockTime));
    }

    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void anotherSequenceIsRefused() {
        for (long sequence : List.of(0L, 1L, 0xffff_fffcL, 0xffff_fffeL, 0xffff_ffffL)) {
            refusedRelease(PolicyRule.SHAPE_IS_OURS, Edits.inputs(RELEASE, list -> {
                list.set(1, TransactionInput.unsigned(list.get(1).outpoint(), sequence));
                return list;
            }));
        }
    }

    /** S18: a thousand small coins make a transaction that no node relays. */
    @Test
    @Proves(PolicyRule.WEIGHT_IS_STANDARD)
    void aTransactionAboveTheStandardWeightIsRefused() {
        Transaction[] many = new Transaction[1_000];
        Arrays.setAll(many, i -> TestChain.paying(i, TERMS.escrow().scriptPubKey(), btc("0.05")));
        Ledger ledger = TestChain.watching(TERMS.escrow().scriptPubKey())
                .mine(many)
                .mineEmpty(2)
                .ledger();
        Loan loan = TestStates.demanding(new SettlementIntent.Release(), TERMS, ledger);
        Psbt psbt = PolicyFixture.plan(loan, ledger).toPsbt();
        refused(PolicyRule.WEIGHT_IS_STANDARD, PolicyFixture.review(psbt, loan, ledger, Role.LENDER));
    }

    @Test
    @Proves({PolicyRule.SIGNER_MAY_SIGN, PolicyRule.SIGHASH_IS_ALL, PolicyRule.OUTPUTS_ARE_DEMANDED})
    void everythingThatIsWrongIsNamedAtOnce() {
        Psbt wrong = Edits.input(Edits.amount(LIQUIDATION, 0, 1), 0, Edits.sighash(2));
        Review review = PolicyFixture.review(wrong, LIQUIDATABLE, LEDGER, Role.BORROWER);
        refused(PolicyRule.SIGNER_MAY_SIGN, review);
        refused(PolicyRule.SIGHASH_IS_ALL, review);
        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review);
    }
}
