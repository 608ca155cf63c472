package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.ExplainedSpend.CONTEXT;
import static org.escrowkit.core.psbt.ExplainedSpend.SPEND;
import static org.escrowkit.core.psbt.ExplainedSpend.UNSIGNED;
import static org.escrowkit.core.psbt.ExplainedSpend.around;
import static org.escrowkit.core.psbt.ExplainedSpend.assertOdd;
import static org.escrowkit.core.psbt.ExplainedSpend.explain;
import static org.escrowkit.core.psbt.ExplainedSpend.pays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.TestSpends;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A spend from the first word to the last, and what is said of signatures that do not count. */
class PsbtExplanationWordsTest {
    private static final TransactionOutput TO_ALICE = pays("0014" + "11".repeat(20), 47_000_000);
    private static final TransactionOutput TO_BOB = pays("0014" + "22".repeat(20), 85_000);
    private static final Psbt PAYMENT = around(new Transaction(2, UNSIGNED.inputs(), List.of(TO_ALICE, TO_BOB), 0));

    @Test
    void saysEverythingOfASpendThatLacksASignature() {
        assertEquals("""
                Txid:       %s
                Spends:     1 coin, 0.47085947 BTC (47,085,947 sat)
                Pays:       0.47000000 BTC (47,000,000 sat), about 99.81 %% to Alice, bcrt1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3lgth6c
                Pays:       0.00085000 BTC (85,000 sat), about 0.18 %% to Bob, bcrt1qyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zs4w3j0
                Fee:        0.00000947 BTC (947 sat), about 0.01 %%, at least 5.348 sat/vB on at most 708 weight units
                Timing:     may be mined at once
                Timing:     until it is mined, a version with a higher fee may replace it
                Signed:     by the borrower, verified
                Missing:    the lender; 2 signatures are enough
                Odd:        nothing
                """.formatted(PAYMENT.unsignedTransaction().txid()), text(signed(Role.BORROWER)));
    }

    /**
     * S15: 177 virtual bytes pay 947 satoshis. The weight is exact once the signatures are there, and they need not be
     * of the most bytes.
     */
    @Test
    void s15SaysTheExactRateOfACompleteSpend() {
        Psbt complete = signed(Role.BORROWER).combine(signed(Role.LENDER));
        var finished = (Completion.Complete) complete.finish();
        PsbtExplanation.Fee fee = PsbtExplanation.of(complete, context()).fee().orElseThrow();
        assertEquals(Optional.of(finished.transaction().weight()), fee.weight());
        assertEquals(
                "Fee:        0.00000947 BTC (947 sat), about 0.01 %, 5.348 sat/vB on exactly "
                        + finished.transaction().weight() + " weight units",
                line("Fee", text(complete)));
    }

    /** S12. */
    @Test
    void s12SaysWhyASignatureDoesNotCount() {
        PsbtInput input = PAYMENT.inputs().get(0);
        ByteString good = signature(Role.LENDER);
        PublicKey stranger = new PublicKey(TestSpends.publicKey(TestSpends.key(new Random(12))));
        assertOdd(
                PsbtOddity.Kind.SIGNATURE_BAD,
                "input 0 has a signature by the stranger " + stranger + " who has no key in our script",
                explain(SPEND.with(
                        input.toBuilder().signatures(Map.of(stranger, good)).build())));
        Map<PublicKey, ByteString> byLender = Map.of(SPEND.key(Role.LENDER, 0), good);
        PsbtExplanation unproven = explain(SPEND.with(
                input.toBuilder().previousTransaction(null).signatures(byLender).build()));
        assertOdd(
                PsbtOddity.Kind.SIGNATURE_BAD,
                "input 0 has a signature by the lender that nobody can verify: what the input spends is not proven",
                unproven);
        assertOdd(PsbtOddity.Kind.UTXO_MISSING, "input 0 brings no previous transaction to prove its amount", unproven);
    }

    /** S11. */
    @Test
    void s11SaysThatASignatureOfAnotherTypeLeavesSomethingToChange() {
        PsbtInput single = SPEND.input().toBuilder().sighashType(0x83L).build();
        assertOdd(
                PsbtOddity.Kind.SIGHASH_NOT_ALL,
                "input 0 asks for signatures of type 0x83, which leave others something to change",
                explain(SPEND.with(single)));
        PsbtInput all = SPEND.input().toBuilder().sighashType(1L).build();
        assertEquals(explain(SPEND.psbt()).text(), explain(SPEND.with(all)).text());
    }

    private static ByteString signature(Role role) {
        return TestSpends.sign(SPEND.parties().key(role, 0), PAYMENT.sighash(0))
                .toDer()
                .plus(1);
    }

    private static Psbt signed(Role role) {
        return PAYMENT.withSignature(0, SPEND.key(role, 0), signature(role));
    }

    private static PsbtExplanationContext context() {
        return new PsbtExplanationContext(
                BitcoinNetwork.REGTEST,
                List.of(),
                CONTEXT.scripts(),
                CONTEXT.parties(),
                CONTEXT.xpubs(),
                Map.of(TO_ALICE.scriptPubKey(), "Alice", TO_BOB.scriptPubKey(), "Bob"),
                CONTEXT.coins(),
                0,
                Optional.of(List.of(TO_ALICE, TO_BOB)),
                CONTEXT.fees());
    }

    private static String text(Psbt psbt) {
        return PsbtExplanation.of(psbt, context()).text();
    }

    private static String line(String label, String text) {
        return text.lines().filter(line -> line.startsWith(label)).findFirst().orElseThrow();
    }
}
