package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** What the Finalizer makes of inputs that somebody else calls final, and what it clears. */
class PsbtFinalizerTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(5, 3);
    private static final Psbt BY_LENDER = SPEND.signedBy(Role.LENDER);
    private static final Psbt BY_BOTH = BY_LENDER.combine(SPEND.signedBy(Role.ARBITER));
    private static final Transaction HONEST = complete(BY_BOTH).transaction();
    private static final List<ByteString> GARBAGE = List.of(ByteString.EMPTY, ByteString.ofHex("deadbeef"));

    /** S25: what somebody calls final is neither trusted nor given the power to stop a spend that is complete. */
    @Test
    void s25SignaturesThatSufficeMakeTheWitnessWhateverIsCalledFinal() {
        Psbt hostile = SPEND.psbt();
        for (int i = 0; i < 3; i++) {
            PsbtInput input = SPEND.psbt().inputs().get(i);
            hostile = hostile.withInput(
                    i,
                    input.toBuilder()
                            .finalWitness(i < 2 ? GARBAGE : null)
                            .finalScriptSig(i > 0 ? ByteString.ofHex("51") : null)
                            .build());
        }
        Completion.Complete complete = complete(travelled(BY_BOTH.combine(travelled(hostile))));
        assertEquals(HONEST, complete.transaction());
        assertEquals(complete(BY_BOTH).psbt(), complete.psbt());
    }

    /** S25. */
    @Test
    void s25AHostileFinalWitnessIsRefusedWithTheNameOfItsInput() {
        for (int i = 0; i < 3; i++) {
            PsbtInput signedByOne = BY_LENDER.inputs().get(i);
            Psbt witness = BY_BOTH.withInput(
                    i, signedByOne.toBuilder().finalWitness(GARBAGE).build());
            assertFault(
                    PsbtFault.SPEND_REFUSED,
                    "SPEND_REFUSED: input " + i + ": WITNESS_SCRIPT_MISMATCH",
                    witness::finish);
            Psbt scriptSig = BY_BOTH.withInput(
                    i, signedByOne.toBuilder().finalScriptSig(ByteString.EMPTY).build());
            assertFault(
                    PsbtFault.SPEND_REFUSED, "SPEND_REFUSED: input " + i + ": SCRIPT_SIG_NOT_EMPTY", scriptSig::finish);
        }
    }

    /** Where the signatures were cleared, or too few are left, a final witness is all there is; it is verified. */
    @Test
    void aGoodFinalWitnessIsTakenWhereSignaturesDoNotSuffice() {
        Psbt done = complete(BY_BOTH).psbt();
        assertEquals(HONEST, complete(travelled(done)).transaction());
        Psbt mixed = BY_BOTH.withInput(1, done.inputs().get(1));
        assertEquals(HONEST, complete(travelled(mixed)).transaction());
        Psbt andSignedByOne = done.withInput(
                2,
                BY_LENDER.inputs().get(2).toBuilder()
                        .finalWitness(done.inputs().get(2).finalWitness().orElseThrow())
                        .build());
        assertEquals(HONEST, complete(travelled(andSignedByOne)).transaction());
        PsbtInput withoutScript = andSignedByOne.inputs().get(2).toBuilder()
                .signatures(BY_BOTH.inputs().get(2).signatures())
                .witnessScript(null)
                .build();
        assertEquals(
                HONEST, complete(travelled(done.withInput(2, withoutScript))).transaction());
    }

    /** S12: a signature that does not hold is no more silently left out here than elsewhere. */
    @Test
    void s12SignaturesThatSufficeAndDoNotHoldAreRefusedByName() {
        Psbt done = complete(BY_BOTH).psbt();
        PsbtInput lying = BY_BOTH.inputs().get(1).toBuilder()
                .signatures(Map.of(
                        SPEND.key(Role.LENDER, 1), SPEND.signature(Role.LENDER, 1),
                        SPEND.key(Role.ARBITER, 1), SPEND.signature(Role.LENDER, 1)))
                .finalWitness(done.inputs().get(1).finalWitness().orElseThrow())
                .build();
        assertFault(
                PsbtFault.SIGNATURE_REFUSED,
                "input 1, key " + SPEND.key(Role.ARBITER, 1) + ": SIGNATURE_INVALID",
                travelled(BY_BOTH.withInput(1, lying))::finish);
    }

    @Test
    void saysOfEachInputWhatIsMissingAlsoBesideFinalOnes() {
        Psbt mixed = BY_LENDER.withInput(1, complete(BY_BOTH).psbt().inputs().get(1));
        assertEquals(
                new Completion.Incomplete(List.of(1, 0, 1)), travelled(mixed).finish());
    }

    /** BIP174: cleared but for UTXOs and what is unknown or proprietary. MuSig2's fields (BIP373) are known ones. */
    @Test
    void clearsMusig2FieldsAndKeepsUnknownAndProprietaryOnes() {
        String key = SPEND.key(Role.LENDER, 0).toString();
        PsbtExplanationBytes fields = PsbtExplanationBytes.of(BY_BOTH);
        List<String> known =
                List.of("1a" + key, "1b" + key + key, "1c" + key + key, "1c" + key + key + "aa".repeat(32));
        fields = fields.with(1, known.get(0), key + key)
                .with(1, known.get(1), "11".repeat(66))
                .with(1, known.get(2), "22".repeat(32))
                .with(1, known.get(3), "33".repeat(32))
                .with(1, "09", "44")
                .with(1, "0a" + "55".repeat(20), "66");
        List<String> unknown = List.of("fc016100", "f0", "fdff0001", "19");
        for (String each : unknown) {
            fields = fields.with(1, each, "77");
        }
        Psbt all = fields.parse();
        assertEquals(8, all.inputs().get(0).others().size());
        PsbtInput cleared = complete(all).psbt().inputs().get(0);
        List<ByteString> kept = new ArrayList<>(cleared.others().keySet());
        assertEquals(unknown.stream().map(ByteString::ofHex).sorted().toList(), kept);
        PsbtInput expected = complete(BY_BOTH).psbt().inputs().get(0);
        assertNotEquals(expected, cleared);
        assertEquals(expected, cleared.toBuilder().others(Map.of()).build());
    }

    private static Psbt travelled(Psbt psbt) {
        return Psbt.parse(psbt.serialize());
    }

    private static Completion.Complete complete(Psbt psbt) {
        return assertInstanceOf(Completion.Complete.class, psbt.finish());
    }
}
