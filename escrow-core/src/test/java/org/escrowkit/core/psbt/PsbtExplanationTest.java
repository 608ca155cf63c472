package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.ExplainedSpend.ESCROW;
import static org.escrowkit.core.psbt.ExplainedSpend.SPEND;
import static org.escrowkit.core.psbt.ExplainedSpend.UNSIGNED;
import static org.escrowkit.core.psbt.ExplainedSpend.around;
import static org.escrowkit.core.psbt.ExplainedSpend.assertLine;
import static org.escrowkit.core.psbt.ExplainedSpend.assertOdd;
import static org.escrowkit.core.psbt.ExplainedSpend.explain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/** What is odd about inputs, keys, signatures and fields is said. */
class PsbtExplanationTest {
    /** S12: a signature counts when it verifies, and only then. */
    @Test
    void signaturesCountOnceTheyVerify() {
        assertLine("Signed:     by nobody yet", explain(SPEND.psbt()));
        Psbt byBorrower = SPEND.signedBy(Role.BORROWER);
        assertLine("Signed:     by the borrower, verified", explain(byBorrower));
        assertLine("Missing:    the lender; 2 signatures are enough", explain(byBorrower));
        Psbt both = byBorrower.combine(SPEND.signedBy(Role.LENDER));
        assertLine("Signed:     by the borrower and the lender, verified", explain(both));
        assertLine("Missing:    nothing; 2 signatures are enough", explain(both));
        Psbt bad = PsbtExplanationBytes.of(SPEND.psbt())
                .with(1, "02" + ESCROW.key(Role.LENDER), "30060201010201" + "0101")
                .parse();
        assertOdd(
                PsbtOddity.Kind.SIGNATURE_BAD,
                "input 0 has a signature by the lender that does not verify: SIGNATURE_INVALID",
                explain(bad));
        assertLine("Signed:     by nobody yet", explain(bad));
    }

    /** S5. */
    @Test
    void aCoinSpentTwiceIsOdd() {
        TransactionInput input = UNSIGNED.inputs().get(0);
        Psbt twice = around(new Transaction(2, List.of(input, input), UNSIGNED.outputs(), 0));
        assertOdd(PsbtOddity.Kind.DUPLICATE_INPUT, "input 1 spends a coin that another one spends", explain(twice));
    }

    /** S4. */
    @Test
    void aStrangersCoinIsOddAndSoIsOursLeftOut() {
        Outpoint stranger = new Outpoint(UNSIGNED.txid(), 7);
        PsbtExplanation explanation = explain(Psbt.create(
                new Transaction(2, List.of(TransactionInput.unsigned(stranger, 0xffff_fffdL)), UNSIGNED.outputs(), 0)));
        assertOdd(
                PsbtOddity.Kind.FOREIGN_INPUT,
                "input 0 spends " + stranger + ", which is none of the coins",
                explanation);
        assertOdd(
                PsbtOddity.Kind.COIN_LEFT_OUT,
                "the coin " + UNSIGNED.inputs().get(0).outpoint() + " is not spent",
                explanation);
        assertOdd(PsbtOddity.Kind.FEE, "nobody can tell the fee: the amount of an input is unknown", explanation);
        assertLine("Spends:     1 coin of an unknown amount", explanation);
        assertLine("Fee:        unknown", explanation);
    }

    /** S2: our own record of the amount is what counts, and the contradiction is named. */
    @Test
    void aContradictionAboutTheAmountIsOdd() {
        PsbtInput lie = PsbtInput.p2wsh(
                SPEND.deposits().get(0),
                new TransactionOutput(Coin.COIN, ESCROW.scriptPubKey()),
                ESCROW.witnessScript(),
                SPEND.input().origins());
        PsbtExplanation explanation = explain(SPEND.with(lie));
        assertOdd(PsbtOddity.Kind.UTXO_MISMATCH, "input 0 contradicts itself about what it spends", explanation);
        assertEquals(Optional.of(SPEND.spent().get(0).value()), explanation.spent());
    }

    /** S9. */
    @Test
    void aStrangersKeyIsOdd() {
        VaultAddress other = SPEND.parties().vault().address(1);
        PsbtInput input = PsbtInput.p2wsh(
                SPEND.deposits().get(0),
                SPEND.spent().get(0),
                other.witnessScript(),
                Map.of(
                        other.key(Role.LENDER), other.origin(Role.LENDER),
                        ESCROW.key(Role.LENDER), other.origin(Role.LENDER)));
        PsbtExplanation explanation = explain(SPEND.with(input));
        assertOdd(
                PsbtOddity.Kind.KEY_NOT_OURS,
                "input 0 names the stranger's key " + other.key(Role.LENDER),
                explanation);
        assertOdd(
                PsbtOddity.Kind.KEY_NOT_OURS,
                "input 0 says that the lender's key is at " + other.origin(Role.LENDER) + ", not at "
                        + ESCROW.origin(Role.LENDER),
                explanation);
        assertOdd(PsbtOddity.Kind.SCRIPT_NOT_OURS, "input 0 has another script", explanation);
    }

    /** S7. */
    @Test
    void aStrangersExtendedKeyIsOdd() {
        Psbt psbt = SPEND.psbt().withXpubs(TestPsbts.seeded(12).psbt().xpubs());
        PsbtExplanation explanation = explain(psbt);
        assertEquals(
                3,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.KEY_NOT_OURS)
                        .count());
    }

    /** S25. */
    @Test
    void aFinalInputIsOdd() {
        Psbt psbt = PsbtExplanationBytes.of(SPEND.psbt()).with(1, "08", "0100").parse();
        assertOdd(PsbtOddity.Kind.ALREADY_FINAL, "input 0 is final already", explain(psbt));
    }

    /** S23: unknown data is shown as digits, and shortened. */
    @Test
    void fieldsOfOtherSpendsAreOdd() {
        PsbtExplanation explanation = explain(PsbtExplanationBytes.of(SPEND.psbt())
                .with(0, "fc016100", "ff".repeat(50))
                .with(1, "04", "51")
                .with(2, "05", "02" + "11".repeat(31))
                .parse());
        assertOdd(
                PsbtOddity.Kind.STRANGE_FIELD,
                "the PSBT has the field PSBT_GLOBAL_PROPRIETARY, key fc016100, value of 50 bytes " + "ff".repeat(42)
                        + "..",
                explanation);
        assertLine("ODD:        input 0 has the field PSBT_IN_REDEEM_SCRIPT, key 04, value of 1 byte 51", explanation);
        assertLine(
                "ODD:        output 0 has the field PSBT_OUT_TAP_INTERNAL_KEY, key 05, value of 32 bytes 02"
                        + "11".repeat(31),
                explanation);
    }
}
