package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OP_PUSHDATA;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import fr.acinq.bitcoin.psbt.Input;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.escrowkit.core.psbt.PsbtDifferentialCases.Stage;
import org.junit.jupiter.api.Test;

/** S22: what bitcoin-kmp combines, finalizes and extracts is, byte for byte, what we do. */
class KmpPsbtRolesTest {
    private static final long SEED = 370;
    private static final int PAIRS = 1_500;
    private static final int SIGNATURES = 2;

    /** Two PSBTs of one transaction, each as far as it happens to be. */
    @Test
    void bothCombineFinalizeAndExtractTheSame() {
        PsbtDifferentialCases cases = PsbtDifferentialSpends.cases(SEED, PsbtDifferentialCases.UNFINISHED);
        Random random = new Random(SEED);
        int complete = 0;
        for (int i = 0; i < PAIRS; i++) {
            PsbtDifferentialCases.Case one = cases.next();
            PsbtDifferentialCases.Case other = cases.next(one);
            boolean swapped = random.nextBoolean();
            byte[] first = (swapped ? other : one).fields().toBytes();
            byte[] second = (swapped ? one : other).fields().toBytes();
            String which = "seed " + SEED + ", pair " + i + ": " + one.stage() + " and " + other.stage();

            Psbt ours = Psbt.parse(first).combine(Psbt.parse(second));
            var theirs = fr.acinq.bitcoin.psbt.Psbt.combine(read(first), read(second))
                    .getRight();
            assertEquals(ours, Psbt.parse(write(Objects.requireNonNull(theirs))), which);
            assertEquals(transaction(ours), transaction(theirs), which);
            complete += transaction(ours).isPresent() ? 1 : 0;
        }
        assertEquals(888, complete, "of " + PAIRS);
    }

    @Test
    void bothFinalizeAndExtractEveryPsbtThatIsSigned() {
        PsbtDifferentialCases cases = PsbtDifferentialSpends.cases(SEED, PsbtDifferentialCases.ALL);
        int complete = 0;
        for (int i = 0; i < PAIRS; i++) {
            PsbtDifferentialCases.Case each = cases.next();
            String which = "seed " + SEED + ", " + each.stage() + " " + i;
            byte[] bytes = each.fields().toBytes();
            Optional<String> ours = transaction(Psbt.parse(bytes));
            assertEquals(ours, transaction(read(bytes)), which);
            boolean signed = each.stage() == Stage.SIGNED || each.stage() == Stage.SIGNED_BY_ALL;
            assertTrue(!signed || ours.isPresent(), which);
            complete += ours.isPresent() ? 1 : 0;
        }
        assertEquals(706, complete, "of " + PAIRS);
    }

    private static fr.acinq.bitcoin.psbt.Psbt read(byte[] bytes) {
        return Objects.requireNonNull(fr.acinq.bitcoin.psbt.Psbt.read(bytes).getRight());
    }

    private static byte[] write(fr.acinq.bitcoin.psbt.Psbt psbt) {
        return fr.acinq.bitcoin.psbt.Psbt.write(psbt).toByteArray();
    }

    /** Empty unless it is complete, be it for want of signatures or of what the signatures are for. */
    private static Optional<String> transaction(Psbt psbt) {
        try {
            return psbt.finish() instanceof Completion.Complete complete
                    ? Optional.of(
                            HexFormat.of().formatHex(complete.transaction().serialize()))
                    : Optional.empty();
        } catch (PsbtException refused) {
            assertEquals(PsbtFault.FIELD_MISSING, refused.fault());
            return Optional.empty();
        }
    }

    /** Finalized by its words with the witnesses that its own script builder makes; it verifies what it extracts. */
    private static Optional<String> transaction(fr.acinq.bitcoin.psbt.Psbt psbt) {
        fr.acinq.bitcoin.psbt.Psbt finalized = psbt;
        for (int i = 0; i < psbt.inputs.size(); i++) {
            Input input = psbt.inputs.get(i);
            if (input.getScriptWitness() != null) {
                continue;
            }
            List<ScriptElt> script =
                    input.getWitnessScript() == null ? List.of() : List.copyOf(input.getWitnessScript());
            List<PublicKey> keys = new ArrayList<>();
            List<ByteVector> signatures = new ArrayList<>();
            for (ScriptElt element : script) {
                if (element instanceof OP_PUSHDATA push) {
                    PublicKey key = new PublicKey(push.data);
                    keys.add(key);
                    ByteVector signature = input.getPartialSigs().get(key);
                    if (signature != null && signatures.size() < SIGNATURES) {
                        signatures.add(signature);
                    }
                }
            }
            if (signatures.size() < SIGNATURES) {
                return Optional.empty();
            }
            var witness = Script.witnessMultiSigMofN(keys, signatures);
            finalized = Objects.requireNonNull(
                    finalized.finalizeWitnessInput(i, witness).getRight());
        }
        var transaction = Objects.requireNonNull(finalized.extract().getRight());
        return Optional.of(HexFormat.of().formatHex(fr.acinq.bitcoin.Transaction.write(transaction)));
    }
}
