package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.ExplainedSpend.SPEND;
import static org.escrowkit.core.psbt.ExplainedSpend.UNSIGNED;
import static org.escrowkit.core.psbt.ExplainedSpend.around;
import static org.escrowkit.core.psbt.ExplainedSpend.assertLine;
import static org.escrowkit.core.psbt.ExplainedSpend.assertOdd;
import static org.escrowkit.core.psbt.ExplainedSpend.explain;
import static org.escrowkit.core.psbt.ExplainedSpend.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A PSBT of version 2 (BIP370) is explained as the same one of version 0 is, and what only it can say as well. */
class PsbtExplanationVersion2Test {
    @Test
    void theSameSpendIsExplainedInTheSameWordsInBothVersions() {
        Psbt signed = SPEND.signedBy(Role.BORROWER).combine(SPEND.signedBy(Role.LENDER));
        TransactionInput input = UNSIGNED.inputs().get(0);
        List<Psbt> spends = List.of(
                SPEND.psbt(),
                signed,
                timed(2, 0xffff_fffeL, 800_000),
                timed(1, 144, 0),
                timed(2, 0, 0xffff_ffffL),
                around(new Transaction(2, List.of(input, input), UNSIGNED.outputs(), 0)),
                Psbt.create(UNSIGNED));
        for (Psbt spend : spends) {
            String words = explain(spend).text();
            Psbt version2 = spend.toVersion(PsbtVersion.V2);
            assertEquals(words, explain(version2).text());
            assertEquals(words, explain(Psbt.parse(version2.serialize())).text());
        }
        assertFalse(explain(signed.toVersion(PsbtVersion.V2)).names(PsbtOddity.Kind.STRANGE_FIELD));
    }

    /** S24. */
    @Test
    void s24ATransactionThatOthersMayStillChangeIsOdd() {
        for (String flags : List.of("01", "02", "03", "04")) {
            Psbt modifiable = PsbtExplanationBytes.of(SPEND.psbt().toVersion(PsbtVersion.V2))
                    .with(0, "06", flags)
                    .parse();
            assertOdd(
                    PsbtOddity.Kind.STRANGE_FIELD,
                    "the PSBT says that others may still change the transaction",
                    explain(modifiable));
        }
        Psbt fixed = PsbtExplanationBytes.of(SPEND.psbt().toVersion(PsbtVersion.V2))
                .with(0, "06", "00")
                .parse();
        assertEquals(explain(SPEND.psbt()).text(), explain(fixed).text());
    }

    /** S17, S24: the locktime is explained that follows from what the inputs require. */
    @Test
    void s17ALocktimeThatAnInputRequiresIsSaidInWords() {
        Psbt spend = SPEND.psbt().toVersion(PsbtVersion.V2);
        LockRequirement height = new LockRequirement(Optional.empty(), Optional.of(800_000L));
        PsbtExplanation later = explain(
                spend.withInput(0, SPEND.input().toBuilder().lock(height).build()));
        assertLine("Timing:     may be mined in the block after number 800000, not before", later);
        assertOdd(PsbtOddity.Kind.TIMING, "a locktime of 800000", later);
        LockRequirement time = new LockRequirement(Optional.of(1_700_000_000L), Optional.empty());
        assertLine(
                "Timing:     may not be mined before 2023-11-14 22:13:20 UTC",
                explain(spend.withInput(0, SPEND.input().toBuilder().lock(time).build())));
    }

    /** What inputs require goes before the fallback, which counts where none requires anything. */
    @Test
    void s17AFallbackLocktimeIsSaidInWords() {
        Psbt fallback = PsbtExplanationBytes.of(SPEND.psbt().toVersion(PsbtVersion.V2))
                .with(0, "03", "00350c00")
                .parse();
        assertLine("Timing:     may be mined in the block after number 800000, not before", explain(fallback));
        LockRequirement height = new LockRequirement(Optional.empty(), Optional.of(7L));
        Psbt required = fallback.withInput(
                0, fallback.inputs().get(0).toBuilder().lock(height).build());
        assertLine("Timing:     may be mined in the block after number 7, not before", explain(required));
    }

    /** S23. */
    @Test
    void s23UnknownFieldsAreOddInVersion2AsWell() {
        PsbtExplanationBytes bytes = PsbtExplanationBytes.of(SPEND.psbt().toVersion(PsbtVersion.V2));
        assertOdd(
                PsbtOddity.Kind.STRANGE_FIELD,
                "the PSBT has an unknown field, key f0, value of 1 byte 11",
                explain(bytes.with(0, "f0", "11").parse()));
        assertOdd(
                PsbtOddity.Kind.STRANGE_FIELD,
                "output 1 has an unknown field, key f0, value of 2 bytes 1122",
                explain(bytes.with(3, "f0", "1122").parse()));
    }
}
