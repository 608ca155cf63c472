package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** Any input of a PSBT, true or not, as a variation of another. */
final class InputBuilder {
    private @Nullable Transaction previous;
    private @Nullable TransactionOutput spent;
    private Map<PublicKey, ByteString> signatures;
    private @Nullable Long sighashType;
    private @Nullable ByteString witnessScript;
    private Map<PublicKey, KeyOrigin> origins;
    private List<ByteString> finalWitness;
    private Map<ByteString, ByteString> others;

    InputBuilder(PsbtInput input) {
        previous = input.previousTransaction().orElse(null);
        spent = input.spentOutput().orElse(null);
        signatures = input.signatures();
        sighashType = input.sighashType().orElse(null);
        witnessScript = input.witnessScript().orElse(null);
        origins = input.origins();
        finalWitness = input.finalWitness();
        others = input.others();
    }

    InputBuilder previous(@Nullable Transaction value) {
        previous = value;
        return this;
    }

    InputBuilder spent(@Nullable TransactionOutput value) {
        spent = value;
        return this;
    }

    InputBuilder signatures(Map<PublicKey, ByteString> value) {
        signatures = value;
        return this;
    }

    InputBuilder sighashType(long value) {
        sighashType = value;
        return this;
    }

    InputBuilder witnessScript(@Nullable ByteString value) {
        witnessScript = value;
        return this;
    }

    InputBuilder origins(Map<PublicKey, KeyOrigin> value) {
        origins = value;
        return this;
    }

    InputBuilder finalWitness(ByteString... stack) {
        finalWitness = List.of(stack);
        return this;
    }

    InputBuilder others(Map<ByteString, ByteString> value) {
        others = value;
        return this;
    }

    PsbtInput build() {
        return new PsbtInput(
                Optional.ofNullable(previous),
                Optional.ofNullable(spent),
                signatures,
                Optional.ofNullable(sighashType),
                Optional.ofNullable(witnessScript),
                origins,
                finalWitness,
                others);
    }
}
