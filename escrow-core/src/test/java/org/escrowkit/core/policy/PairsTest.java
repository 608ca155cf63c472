package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.honest;
import static org.escrowkit.core.policy.PolicyFixture.records;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** No wrong makes another one right: every pair of violations is refused, and each alone, by a rule of its own. */
class PairsTest {
    private static final Evidence PRICES = honest(LIQUIDATABLE);
    private static final Psbt HONEST = signedBy(Role.LENDER, LIQUIDATION);

    /** What is reviewed, and with what. */
    private record Attempt(Psbt psbt, Evidence evidence, boolean named, Role signer, SigningHistory history) {
        Attempt with(UnaryOperator<Psbt> edit) {
            return new Attempt(edit.apply(psbt), evidence, named, signer, history);
        }

        Review review() {
            Psbt marked = named ? TestEvidence.marked(psbt, LIQUIDATABLE.terms(), evidence) : psbt;
            SignerRecords records = records(signer, LEDGER).with(history);
            return Policy.review(marked.serialize(), new LoanCase(LIQUIDATABLE, evidence), records);
        }
    }

    private static final Attempt START = new Attempt(HONEST, PRICES, true, Role.ARBITER, SigningHistory.NONE);

    private record Wrong(PolicyRule rule, UnaryOperator<Attempt> edit) {}

    private static Wrong psbt(PolicyRule rule, UnaryOperator<Psbt> edit) {
        return new Wrong(rule, attempt -> attempt.with(edit));
    }

    /** In an order in which each can be done on top of all before it. */
    private static final Map<String, Wrong> WRONGS = new LinkedHashMap<>();

    static {
        WRONGS.put(
                "an output to a stranger",
                psbt(
                        PolicyRule.OUTPUTS_ARE_DEMANDED,
                        was -> Edits.outputs(was, list -> {
                            var thief = Scripts.of(TestLoans.payout("thief", ScriptType.P2WPKH));
                            list.set(0, new TransactionOutput(list.get(0).value(), thief));
                            return list;
                        })));
        WRONGS.put("a satoshi for the lender", psbt(PolicyRule.OUTPUTS_ARE_DEMANDED, was -> Edits.amount(was, 0, 1)));
        WRONGS.put("a fee of a hundredth", psbt(PolicyRule.FEE_IS_BOUNDED, was -> Edits.amount(was, 1, -1_500_000)));
        WRONGS.put("no fee", psbt(PolicyRule.FEE_IS_BOUNDED, was -> Edits.amount(was, 1, 2_000_000)));
        WRONGS.put(
                "a lost sequence",
                psbt(
                        PolicyRule.SHAPE_IS_OURS,
                        was -> Edits.inputs(was, list -> {
                            list.set(0, TransactionInput.unsigned(list.get(0).outpoint(), 0xffff_ffffL));
                            return list;
                        })));
        WRONGS.put(
                "a far locktime",
                psbt(
                        PolicyRule.SHAPE_IS_OURS,
                        psbt -> Edits.transaction(
                                psbt, was -> new Transaction(was.version(), was.inputs(), was.outputs(), 499_999))));
        WRONGS.put(
                "a lie about an amount",
                psbt(PolicyRule.INPUTS_ARE_PROVEN, was -> Edits.input(was, 0, Edits.previous(Optional.empty()))));
        WRONGS.put(
                "another witness script",
                psbt(
                        PolicyRule.WITNESS_SCRIPT_IS_OURS,
                        was -> Edits.input(
                                was,
                                was.inputs().size() - 1,
                                Edits.witnessScript(
                                        Optional.of(TestLoans.terms(8).escrow().witnessScript())))));
        WRONGS.put("a sighash of NONE", psbt(PolicyRule.SIGHASH_IS_ALL, was -> Edits.input(was, 0, Edits.sighash(2))));
        WRONGS.put(
                "a stranger's extended key",
                psbt(
                        PolicyRule.KEY_ORIGINS_ARE_OURS,
                        was -> was.withXpubs(Map.of(
                                TestLoans.VAULT.arbiter().xpub(),
                                TestLoans.VAULT.lender().origin()))));
        WRONGS.put("no lender", psbt(PolicyRule.ARBITER_SIGNS_WITH_LENDER, was -> {
            Psbt bare = was;
            for (int i = 0; i < bare.inputs().size(); i++) {
                bare = Edits.input(
                        bare, i, input -> input.toBuilder().signatures(Map.of()).build());
            }
            return bare;
        }));
        WRONGS.put(
                "a coin left behind",
                psbt(PolicyRule.INPUTS_ARE_THE_COLLATERAL, was -> Edits.inputs(was, list -> list.subList(0, 1))));
        WRONGS.put(
                "a foreign coin",
                psbt(
                        PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                        was -> Edits.inputs(was, list -> {
                            Transaction foreign = TestChain.paying(
                                    9, LIQUIDATABLE.terms().escrow().scriptPubKey(), btc("1"));
                            list.add(TransactionInput.unsigned(
                                    foreign.outpoint(0), TransactionInput.SEQUENCE_REPLACEABLE));
                            return list;
                        })));
        WRONGS.put(
                "no evidence",
                new Wrong(
                        PolicyRule.PRICE_IS_ATTESTED,
                        was -> new Attempt(was.psbt, Evidence.NONE, was.named, was.signer, was.history)));
        WRONGS.put(
                "a reason that is not named",
                new Wrong(
                        PolicyRule.EVIDENCE_IS_NAMED,
                        was -> new Attempt(
                                TestEvidence.marked(
                                                was.psbt,
                                                LIQUIDATABLE.terms().amend().build(),
                                                was.evidence)
                                        .withOthers(Map.of()),
                                was.evidence,
                                false,
                                was.signer,
                                was.history)));
        WRONGS.put(
                "the borrower as the signer",
                new Wrong(
                        PolicyRule.SIGNER_MAY_SIGN,
                        was -> new Attempt(was.psbt, was.evidence, was.named, Role.BORROWER, was.history)));
        WRONGS.put(
                "another spend before",
                new Wrong(
                        PolicyRule.ONE_SPEND_FOR_EACH_COIN,
                        was -> new Attempt(
                                was.psbt,
                                was.evidence,
                                was.named,
                                was.signer,
                                new SigningHistory(
                                        List.of(new SignedSpend(
                                                PolicyFixture.RELEASE.unsignedTransaction(),
                                                btc("1.5"),
                                                sat(1),
                                                /* halfSignedLiquidation= */ false,
                                                NOW)),
                                        List.of(),
                                        Map.of()))));
    }

    @Test
    void eachWrongAloneIsRefusedByItsRule() {
        approved(START.review());
        WRONGS.forEach((name, wrong) -> {
            Review review = wrong.edit().apply(START).review();
            Review.Refused refused = assertInstanceOf(Review.Refused.class, review, name);
            assertTrue(refused.names(wrong.rule()), () -> name + ": " + refused);
        });
    }

    @Test
    void everyPairOfWrongsIsRefused() {
        int pairs = 0;
        for (Map.Entry<String, Wrong> one : WRONGS.entrySet()) {
            for (Map.Entry<String, Wrong> other : WRONGS.entrySet()) {
                if (!one.getKey().equals(other.getKey())) {
                    pairs++;
                    Attempt both =
                            other.getValue().edit().apply(one.getValue().edit().apply(START));
                    assertInstanceOf(Review.Refused.class, both.review(), one.getKey() + " and then " + other.getKey());
                }
            }
        }
        assertEquals(17 * 16, pairs);
    }
}
