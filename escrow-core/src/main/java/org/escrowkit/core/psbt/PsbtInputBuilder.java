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

/** Makes a {@link PsbtInput}, the fields of which it bears the names of; null where there is none. */
public final class PsbtInputBuilder {
    private @Nullable Transaction previousTransaction;
    private @Nullable TransactionOutput spentOutput;
    private Map<PublicKey, ByteString> signatures = Map.of();
    private @Nullable Long sighashType;
    private @Nullable ByteString redeemScript;
    private @Nullable ByteString witnessScript;
    private Map<PublicKey, KeyOrigin> origins = Map.of();
    private @Nullable ByteString finalScriptSig;
    private @Nullable List<ByteString> finalWitness;
    private @Nullable ByteString proofOfReserves;
    private Map<HashLock, ByteString> preimages = Map.of();
    private LockRequirement lock = LockRequirement.NONE;
    private TaprootInput taproot = TaprootInput.EMPTY;
    private Map<ByteString, ByteString> others = Map.of();

    PsbtInputBuilder() {}

    public PsbtInputBuilder previousTransaction(@Nullable Transaction value) {
        previousTransaction = value;
        return this;
    }

    public PsbtInputBuilder spentOutput(@Nullable TransactionOutput value) {
        spentOutput = value;
        return this;
    }

    public PsbtInputBuilder signatures(Map<PublicKey, ByteString> value) {
        signatures = value;
        return this;
    }

    public PsbtInputBuilder sighashType(@Nullable Long value) {
        sighashType = value;
        return this;
    }

    public PsbtInputBuilder redeemScript(@Nullable ByteString value) {
        redeemScript = value;
        return this;
    }

    public PsbtInputBuilder witnessScript(@Nullable ByteString value) {
        witnessScript = value;
        return this;
    }

    public PsbtInputBuilder origins(Map<PublicKey, KeyOrigin> value) {
        origins = value;
        return this;
    }

    public PsbtInputBuilder finalScriptSig(@Nullable ByteString value) {
        finalScriptSig = value;
        return this;
    }

    public PsbtInputBuilder finalWitness(@Nullable List<ByteString> value) {
        finalWitness = value;
        return this;
    }

    public PsbtInputBuilder proofOfReserves(@Nullable ByteString value) {
        proofOfReserves = value;
        return this;
    }

    public PsbtInputBuilder preimages(Map<HashLock, ByteString> value) {
        preimages = value;
        return this;
    }

    public PsbtInputBuilder lock(LockRequirement value) {
        lock = value;
        return this;
    }

    public PsbtInputBuilder taproot(TaprootInput value) {
        taproot = value;
        return this;
    }

    public PsbtInputBuilder others(Map<ByteString, ByteString> value) {
        others = value;
        return this;
    }

    public PsbtInput build() {
        return new PsbtInput(
                Optional.ofNullable(previousTransaction),
                Optional.ofNullable(spentOutput),
                signatures,
                Optional.ofNullable(sighashType),
                Optional.ofNullable(redeemScript),
                Optional.ofNullable(witnessScript),
                origins,
                Optional.ofNullable(finalScriptSig),
                Optional.ofNullable(finalWitness),
                Optional.ofNullable(proofOfReserves),
                preimages,
                lock,
                taproot,
                others);
    }
}
