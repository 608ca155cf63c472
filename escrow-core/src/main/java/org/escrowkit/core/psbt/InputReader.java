package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** The map of an input. */
final class InputReader extends MapReader {
    private final PsbtInputBuilder input = PsbtInput.builder();
    private final Map<PublicKey, ByteString> signatures = new TreeMap<>();
    private final Map<PublicKey, KeyOrigin> origins = new TreeMap<>();
    private final Map<HashLock, ByteString> preimages = new TreeMap<>();
    private @Nullable TaprootInputReader taproot;
    private @Nullable Sha256Hash previousTxid;
    private long outputIndex;
    private long sequence = TransactionInput.SEQUENCE_FINAL;
    private @Nullable Long requiredTime;
    private @Nullable Long requiredHeight;

    InputReader(ByteReader in, int index, PsbtVersion version, ParseLimits limits) {
        super("PSBT input " + index, PsbtField.OF_INPUTS, limits);
        readFields(in);
        if (version == PsbtVersion.V0) {
            requireFieldsOf(version);
        } else {
            requireFieldsOf(version, PsbtField.IN_PREVIOUS_TXID, PsbtField.IN_OUTPUT_INDEX);
        }
    }

    @Override
    void take(PsbtField field, ByteString keyData, ByteReader value) {
        switch (field) {
            case IN_NON_WITNESS_UTXO -> input.previousTransaction(readPrevious(value));
            case IN_WITNESS_UTXO -> input.spentOutput(TransactionOutput.read(value));
            case IN_PARTIAL_SIG -> putOnce(signatures, key(keyData), rest(value));
            case IN_SIGHASH_TYPE -> input.sighashType(value.readUint32());
            case IN_REDEEM_SCRIPT -> input.redeemScript(rest(value));
            case IN_WITNESS_SCRIPT -> input.witnessScript(rest(value));
            case IN_BIP32_DERIVATION -> putOnce(origins, key(keyData), OriginCodec.read(value));
            case IN_FINAL_SCRIPTSIG -> input.finalScriptSig(rest(value));
            case IN_FINAL_SCRIPTWITNESS -> input.finalWitness(readWitness(value));
            case IN_POR_COMMITMENT -> input.proofOfReserves(rest(value));
            case IN_RIPEMD160 -> putPreimage(HashLock.Function.RIPEMD160, keyData, value);
            case IN_SHA256 -> putPreimage(HashLock.Function.SHA256, keyData, value);
            case IN_HASH160 -> putPreimage(HashLock.Function.HASH160, keyData, value);
            case IN_HASH256 -> putPreimage(HashLock.Function.HASH256, keyData, value);
            case IN_PREVIOUS_TXID -> previousTxid = value.readReversedHash();
            case IN_OUTPUT_INDEX -> outputIndex = value.readUint32();
            case IN_SEQUENCE -> sequence = value.readUint32();
            case IN_REQUIRED_TIME_LOCKTIME -> requiredTime = readTime(value);
            case IN_REQUIRED_HEIGHT_LOCKTIME -> requiredHeight = readHeight(value);
            default -> takeRest(field, keyData, value);
        }
    }

    private Transaction readPrevious(ByteReader value) {
        Transaction previous = Transaction.read(value, partsLeft());
        int parts = previous.inputs().size() + previous.outputs().size();
        for (TransactionInput spend : previous.inputs()) {
            parts += spend.witness().size();
        }
        takeParts(parts);
        return previous;
    }

    private List<ByteString> readWitness(ByteReader value) {
        List<ByteString> witness = Transaction.readWitness(value, Math.min(ParseLimits.MOST_ENTRIES, partsLeft()));
        takeParts(witness.size());
        return witness;
    }

    private void takeRest(PsbtField field, ByteString keyData, ByteReader value) {
        TaprootInputReader reader = taproot == null ? new TaprootInputReader(this) : taproot;
        if (reader.take(field, keyData, value)) {
            taproot = reader;
        } else {
            keep(field, keyData, value);
        }
    }

    private void putPreimage(HashLock.Function function, ByteString hash, ByteReader value) {
        if (hash.size() != function.size()) {
            throw malformed("hash of " + hash.size() + " bytes instead of " + function.size());
        }
        putOnce(preimages, new HashLock(function, hash), rest(value));
    }

    private Long readTime(ByteReader value) {
        long time = value.readUint32();
        if (!LockRequirement.isTime(time)) {
            throw malformed(time + " is a height and no time");
        }
        return time;
    }

    private Long readHeight(ByteReader value) {
        long height = value.readUint32();
        if (!LockRequirement.isHeight(height)) {
            throw malformed(height + " is no height that can be required");
        }
        return height;
    }

    PsbtInput input() {
        return input.signatures(signatures)
                .origins(origins)
                .preimages(preimages)
                .lock(lock())
                .taproot(taproot == null ? TaprootInput.EMPTY : taproot.taproot())
                .others(others())
                .build();
    }

    private LockRequirement lock() {
        return requiredTime == null && requiredHeight == null
                ? LockRequirement.NONE
                : new LockRequirement(Optional.ofNullable(requiredTime), Optional.ofNullable(requiredHeight));
    }

    /** The transaction's part that stands here in version 2. */
    TransactionInput transactionInput() {
        Sha256Hash txid = Objects.requireNonNull(previousTxid);
        return TransactionInput.unsigned(new Outpoint(txid, outputIndex), sequence);
    }
}
