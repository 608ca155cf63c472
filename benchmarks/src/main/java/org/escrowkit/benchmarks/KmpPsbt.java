package org.escrowkit.benchmarks;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.psbt.Input;
import fr.acinq.bitcoin.psbt.Psbt;
import fr.acinq.bitcoin.utils.Either;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * bitcoin-kmp's PSBTs. It leaves building the witness to its caller; our scripts have their keys in ascending order.
 */
final class KmpPsbt {
    private KmpPsbt() {}

    static Psbt read(byte[] bytes) {
        return right(Psbt.read(bytes));
    }

    static byte[] write(Psbt psbt) {
        return Psbt.write(psbt).toByteArray();
    }

    static Psbt combine(Psbt one, Psbt other) {
        return right(Psbt.combine(one, other));
    }

    /** Every input finalized, and the transaction extracted, which verifies it. */
    static Transaction finish(Psbt psbt) {
        Psbt last = psbt;
        for (int i = 0; i < psbt.inputs.size(); i++) {
            last = right(last.finalizeWitnessInput(i, witness(psbt.inputs.get(i))));
        }
        return right(last.extract());
    }

    private static ScriptWitness witness(Input input) {
        List<ScriptElt> script = Objects.requireNonNull(input.getWitnessScript());
        List<ByteVector> stack = new ArrayList<>(List.of(ByteVector.empty));
        byte[] bytes = Script.write(script);
        input.getPartialSigs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey((one, other) -> one.toHex().compareTo(other.toHex())))
                .forEach(entry -> stack.add(entry.getValue()));
        stack.add(new ByteVector(bytes));
        return new ScriptWitness(stack);
    }

    private static <T> T right(Either<?, T> either) {
        if (either.isLeft()) {
            throw new IllegalStateException("bitcoin-kmp: " + either.getLeft());
        }
        return Objects.requireNonNull(either.getRight());
    }
}
