package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.sign;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/**
 * What a loan can demand, each over a coin at its first address and one at its second, after one partial settlement.
 * The tip has height 103, which is the plans' locktime.
 */
class EveryIntentTest {
    private static final List<VaultAddress> ESCROWS = TERMS.escrows().addresses();
    private static final Ledger LEDGER = TestChain.watching(
                    TERMS.escrows().scripts().toArray(ByteString[]::new))
            .mine(
                    TestChain.paying(1, ESCROWS.get(0).scriptPubKey(), btc("1")),
                    TestChain.paying(2, ESCROWS.get(1).scriptPubKey(), btc("0.5")))
            .mineEmpty(2)
            .ledger();

    /** At 30,000 a bitcoin and a half is worth 45,000. */
    private static final List<SettlementIntent> INTENTS = List.of(
            new SettlementIntent.Release(),
            new SettlementIntent.Refund(),
            new SettlementIntent.PartialRelease(sat(30_000_000)),
            new SettlementIntent.Consolidation(),
            liquidation("30000", "30000"),
            new SettlementIntent.Liquidation(usd("30000"), new BigDecimal("0.05"), price("30000")),
            new SettlementIntent.PartialLiquidation(
                    usd("30000"), new BigDecimal("0.02"), price("30000"), Ltv.ofPercent("60")),
            new SettlementIntent.AwardSplit(sat(80_000_000), sat(1_000_000)),
            new SettlementIntent.AwardSplit(Coin.ZERO, Coin.ZERO));

    private static Loan loan(SettlementIntent intent) {
        return TestStates.demanding(intent, TERMS, LEDGER, 1);
    }

    private static SettlementPlan plan(SettlementIntent intent) {
        SettlementQuestion question = SettlementQuestion.of(
                        loan(intent), LEDGER, LEDGER.tip().height())
                .orElseThrow();
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(10));
    }

    private static Review review(Psbt psbt, SettlementIntent intent, Role signer) {
        return PolicyFixture.review(psbt, loan(intent), LEDGER, signer);
    }

    private static ApprovedSpend approved(Psbt psbt, SettlementIntent intent, Role signer) {
        Review review = review(psbt, intent, signer);
        return assertInstanceOf(Review.Approved.class, review, () -> intent + " for the " + signer + ": " + review)
                .spend();
    }

    /** Everybody who may sign may do so after the lender; without the lender, whoever needs none. */
    @Test
    @Proves({PolicyRule.SIGNER_MAY_SIGN, PolicyRule.ARBITER_SIGNS_WITH_LENDER})
    void anHonestPlanIsApprovedForThoseWhoMaySign() {
        for (SettlementIntent intent : INTENTS) {
            Psbt honest = plan(intent).toPsbt();
            Psbt byLender = sign(honest, Role.LENDER);
            for (Role role : Role.values()) {
                if (!intent.signers().contains(role)) {
                    refused(PolicyRule.SIGNER_MAY_SIGN, review(honest, intent, role));
                    continue;
                }
                approved(byLender, intent, role);
                if (role != Role.ARBITER || !intent.needsLender()) {
                    approved(honest, intent, role);
                } else {
                    refused(PolicyRule.ARBITER_SIGNS_WITH_LENDER, review(honest, intent, role));
                }
            }
        }
    }

    /** The lender who vanishes does not keep what is not the lender's. */
    @Test
    void borrowerAndArbiterFinishARefundAndAnAwardAlone() {
        for (SettlementIntent intent :
                List.of(new SettlementIntent.Refund(), new SettlementIntent.AwardSplit(btc("0.8"), sat(1_000_000)))) {
            Psbt first =
                    sign(approved(plan(intent).toPsbt(), intent, Role.ARBITER).psbt(), Role.ARBITER);
            Psbt both = sign(approved(first, intent, Role.BORROWER).psbt(), Role.BORROWER);
            assertEquals("Complete", both.finish().getClass().getSimpleName(), intent::toString);
        }
    }

    @Test
    void theApprovalNamesEachInputsOwnAddressAndKey() {
        SettlementPlan plan = plan(INTENTS.get(0));
        ApprovedSpend spend = approved(plan.toPsbt(), INTENTS.get(0), Role.BORROWER);
        for (int i = 0; i < 2; i++) {
            VaultAddress escrow = plan.question().escrows().get(i);
            assertEquals(escrow, spend.escrow(i));
            assertEquals(escrow.key(Role.BORROWER), spend.key(i));
        }
    }

    /** S13: no satoshi more or less in any output; the one that bears the fee gives the miners theirs within bounds. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMovedIsRefused() {
        for (SettlementIntent intent : INTENTS) {
            SettlementPlan plan = plan(intent);
            int outputs = plan.unsigned().outputs().size();
            for (int from = 0; from < outputs; from++) {
                for (int to = 0; to < outputs; to++) {
                    if (from != to) {
                        Psbt moved = Edits.amount(Edits.amount(plan.toPsbt(), from, -1), to, 1);
                        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(moved, intent, Role.LENDER));
                    }
                }
            }
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void aSatoshiMoreOrLessForWhoeverDoesNotBearTheFeeIsRefused() {
        for (SettlementIntent intent : INTENTS) {
            SettlementPlan plan = plan(intent);
            int bearer = List.copyOf(plan.amounts().keySet()).indexOf(plan.bearer());
            for (int output = 0; output < plan.unsigned().outputs().size(); output++) {
                for (int more : List.of(-1, 1)) {
                    Psbt changed = Edits.amount(plan.toPsbt(), output, more);
                    if (output == bearer && !(intent instanceof SettlementIntent.PartialLiquidation)) {
                        approved(changed, intent, Role.LENDER);
                    } else if (output != bearer) {
                        refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(changed, intent, Role.LENDER));
                    }
                }
            }
        }
    }

    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void everyOtherOrderOrScriptOfOutputsIsRefused() {
        for (SettlementIntent intent : INTENTS) {
            Psbt honest = plan(intent).toPsbt();
            int outputs = honest.unsignedTransaction().outputs().size();
            for (int output = 0; output < outputs; output++) {
                int changed = output;
                Psbt stolen = Edits.outputs(honest, list -> {
                    list.set(
                            changed,
                            new TransactionOutput(
                                    list.get(changed).value(), ESCROWS.get(0).scriptPubKey()));
                    return list;
                });
                refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(stolen, intent, Role.LENDER));
            }
            if (outputs > 1) {
                Psbt reversed = Edits.outputs(honest, list -> {
                    Collections.reverse(list);
                    return list;
                });
                refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(reversed, intent, Role.LENDER));
            }
        }
    }

    /** What one state demands is refused in every other. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void noPlanFitsAnotherDemand() {
        for (SettlementIntent planned : INTENTS) {
            for (SettlementIntent demanded : INTENTS) {
                Psbt psbt = plan(planned).toPsbt();
                if (!psbt.unsignedTransaction().equals(plan(demanded).unsigned())) {
                    refused(PolicyRule.OUTPUTS_ARE_DEMANDED, review(psbt, demanded, Role.LENDER));
                }
            }
        }
    }

    /** What is kept goes one address on: not to the one where it lay, nor to the one after next. */
    @Test
    @Proves(PolicyRule.OUTPUTS_ARE_DEMANDED)
    void theNextAddressIsCountedFromThePartialSettlements() {
        for (SettlementIntent intent : INTENTS) {
            if (intent.isPartial()) {
                Psbt psbt = plan(intent).toPsbt();
                for (int partials : List.of(0, 2, 3)) {
                    Loan other = TestStates.demanding(intent, TERMS, LEDGER, partials);
                    refused(PolicyRule.OUTPUTS_ARE_DEMANDED, PolicyFixture.review(psbt, other, LEDGER, Role.LENDER));
                }
            }
        }
    }

    @Test
    @Proves(PolicyRule.SHAPE_IS_OURS)
    void aLocktimeAboveTheTipIsRefused() {
        int tip = LEDGER.tip().height();
        for (SettlementIntent intent : INTENTS) {
            for (int lockTime : List.of(0, tip, tip + 1)) {
                Psbt psbt = Edits.transaction(
                        plan(intent).toPsbt(), was -> new Transaction(2, was.inputs(), was.outputs(), lockTime));
                if (lockTime <= tip) {
                    approved(psbt, intent, Role.LENDER);
                } else {
                    refused(PolicyRule.SHAPE_IS_OURS, review(psbt, intent, Role.LENDER));
                }
            }
        }
    }

    /** S6: the script of another of the loan's own addresses is not this input's. */
    @Test
    @Proves({PolicyRule.WITNESS_SCRIPT_IS_OURS, PolicyRule.KEY_ORIGINS_ARE_OURS})
    void theScriptsOfTwoInputsMayNotBeSwapped() {
        Psbt honest = plan(INTENTS.get(0)).toPsbt();
        Optional<ByteString> first = honest.inputs().get(0).witnessScript();
        Optional<ByteString> second = honest.inputs().get(1).witnessScript();
        Psbt swapped = Edits.input(Edits.input(honest, 0, Edits.witnessScript(second)), 1, Edits.witnessScript(first));
        refused(PolicyRule.WITNESS_SCRIPT_IS_OURS, review(swapped, INTENTS.get(0), Role.LENDER));
        Psbt strangers =
                Edits.input(honest, 0, Edits.origins(honest.inputs().get(1).origins()));
        refused(PolicyRule.KEY_ORIGINS_ARE_OURS, review(strangers, INTENTS.get(0), Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.INPUTS_ARE_THE_COLLATERAL)
    void aCoinAtTheSecondAddressMayNotBeLeftBehind() {
        Psbt honest = plan(INTENTS.get(0)).toPsbt();
        for (TransactionInput input : honest.unsignedTransaction().inputs()) {
            Psbt one = Edits.inputs(honest, list -> List.of(input));
            refused(PolicyRule.INPUTS_ARE_THE_COLLATERAL, review(one, INTENTS.get(0), Role.LENDER));
        }
    }

    /** Finding 5: whatever is demanded and planned at whatever rate, the policy takes it. */
    @Test
    void whatIsPlannedAtAnyRateIsApproved() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SettlementIntent intent = INTENTS.get(random.nextInt(INTENTS.size()));
            SettlementQuestion question = SettlementQuestion.of(
                            loan(intent), LEDGER, random.nextInt(LEDGER.tip().height() + 1))
                    .orElseThrow();
            FeeRate rate = FeeRate.ofSatsPerVb(1 + random.nextInt(700));
            Psbt psbt = SettlementPlanner.plan(question, rate).toPsbt();
            Review review = review(psbt, intent, Role.LENDER);
            assertInstanceOf(Review.Approved.class, review, "seed " + seed + ", " + intent + " at " + rate);
        }
    }
}
