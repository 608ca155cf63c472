package org.escrowkit.core.psbt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.jspecify.annotations.Nullable;

/** The global map. */
final class GlobalReader extends MapReader {
    private final Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
    private PsbtVersion version = PsbtVersion.V0;
    private @Nullable Transaction unsigned;
    private int transactionVersion;
    private @Nullable Long fallbackLockTime;
    private int inputCount;
    private int outputCount;
    private int modifiable;

    GlobalReader(ByteReader in, ParseLimits limits) {
        super("PSBT global", PsbtField.OF_GLOBAL, limits);
        readFields(in);
        if (version == PsbtVersion.V0) {
            requireFieldsOf(version, PsbtField.GLOBAL_UNSIGNED_TX);
        } else {
            requireFieldsOf(
                    version, PsbtField.GLOBAL_TX_VERSION, PsbtField.GLOBAL_INPUT_COUNT, PsbtField.GLOBAL_OUTPUT_COUNT);
        }
    }

    @Override
    void take(PsbtField field, ByteString keyData, ByteReader value) {
        switch (field) {
            case GLOBAL_UNSIGNED_TX -> unsigned = readUnsigned(value);
            case GLOBAL_XPUB -> takeXpub(ExtendedPublicKey.parse(keyData), OriginCodec.read(value));
            case GLOBAL_TX_VERSION -> transactionVersion = value.readInt32();
            case GLOBAL_FALLBACK_LOCKTIME -> fallbackLockTime = value.readUint32();
            case GLOBAL_INPUT_COUNT -> inputCount = atMost(value.readCompactSize(), "inputs");
            case GLOBAL_OUTPUT_COUNT -> outputCount = atMost(value.readCompactSize(), "outputs");
            case GLOBAL_TX_MODIFIABLE -> modifiable = value.readByte();
            case GLOBAL_VERSION -> version = readVersion(value);
            default -> keep(field, keyData, value);
        }
    }

    private void takeXpub(ExtendedPublicKey xpub, KeyOrigin origin) {
        if (xpub.depth() != origin.path().depth()) {
            throw malformed("a key of depth " + xpub.depth() + " with an origin of "
                    + origin.path().depth() + " steps");
        }
        putOnce(xpubs, xpub, origin);
    }

    private Transaction readUnsigned(ByteReader value) {
        Transaction transaction = Transaction.readLegacy(value);
        for (TransactionInput input : transaction.inputs()) {
            if (!input.scriptSig().isEmpty()) {
                throw malformed("the unsigned transaction has a scriptSig");
            }
        }
        atMost(transaction.inputs().size(), "inputs");
        atMost(transaction.outputs().size(), "outputs");
        return transaction;
    }

    private int atMost(int count, String what) {
        if (count > ParseLimits.MOST_ENTRIES) {
            throw malformed(count + " " + what + ", more than " + ParseLimits.MOST_ENTRIES);
        }
        return count;
    }

    private PsbtVersion readVersion(ByteReader value) {
        long number = value.readUint32();
        for (PsbtVersion each : PsbtVersion.values()) {
            if (each.number() == number) {
                return each;
            }
        }
        throw malformed("version " + number + " is neither 0 nor 2");
    }

    PsbtVersion version() {
        return version;
    }

    int inputCount() {
        return unsigned == null ? inputCount : unsigned.inputs().size();
    }

    int outputCount() {
        return unsigned == null ? outputCount : unsigned.outputs().size();
    }

    PsbtGlobal global() {
        return new PsbtGlobal(version, xpubs, Optional.ofNullable(fallbackLockTime), modifiable, others());
    }

    /** As the global map has it, or else of the parts in the other maps. */
    Transaction transaction(List<TransactionInput> inputs, List<TransactionOutput> outputs, long lockTime) {
        return unsigned == null ? new Transaction(transactionVersion, inputs, outputs, lockTime) : unsigned;
    }
}
