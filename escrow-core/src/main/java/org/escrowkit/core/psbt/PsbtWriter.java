package org.escrowkit.core.psbt;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;

/**
 * Writes the binary form of a PSBT: the fields of each map by type and key, those that are only kept behind them. The
 * bytes do not depend on the way by which the fields came together.
 */
final class PsbtWriter {
    /** What an input with its previous transaction, script and keys usually takes. */
    private static final int USUAL_INPUT = 800;

    private final ByteWriter out;
    private final Psbt psbt;
    private final boolean apart;

    private PsbtWriter(Psbt psbt) {
        this.psbt = psbt;
        this.out = new ByteWriter(USUAL_INPUT * (1 + psbt.inputs().size()));
        this.apart = psbt.version() == PsbtVersion.V2;
    }

    static byte[] write(Psbt psbt) {
        return new PsbtWriter(psbt).write();
    }

    private byte[] write() {
        out.write(PsbtReader.MAGIC);
        writeGlobal();
        Transaction unsigned = psbt.unsignedTransaction();
        for (int i = 0; i < psbt.inputs().size(); i++) {
            writeInput(psbt.inputs().get(i), unsigned.inputs().get(i));
        }
        for (int i = 0; i < psbt.outputs().size(); i++) {
            writeOutput(psbt.outputs().get(i), unsigned.outputs().get(i));
        }
        return out.toByteArray();
    }

    private void writeGlobal() {
        PsbtGlobal global = psbt.global();
        Transaction unsigned = psbt.unsignedTransaction();
        if (!apart) {
            field(PsbtField.GLOBAL_UNSIGNED_TX, unsigned);
        }
        Map<ByteString, KeyOrigin> xpubs = new TreeMap<>();
        global.xpubs().forEach((xpub, origin) -> xpubs.put(ByteString.of(xpub.serialize()), origin));
        xpubs.forEach((xpub, origin) -> field(PsbtField.GLOBAL_XPUB, xpub, origin));
        if (apart) {
            field(PsbtField.GLOBAL_TX_VERSION, value -> value.writeInt32(unsigned.version()));
            global.fallbackLockTime()
                    .ifPresent(time -> field(PsbtField.GLOBAL_FALLBACK_LOCKTIME, value -> value.writeInt32(time)));
            int inputs = psbt.inputs().size();
            int outputs = psbt.outputs().size();
            field(PsbtField.GLOBAL_INPUT_COUNT, value -> value.writeCompactSize(inputs));
            field(PsbtField.GLOBAL_OUTPUT_COUNT, value -> value.writeCompactSize(outputs));
            if (global.modifiable() != 0) {
                field(PsbtField.GLOBAL_TX_MODIFIABLE, value -> value.writeByte(global.modifiable()));
            }
            field(PsbtField.GLOBAL_VERSION, value -> value.writeInt32(PsbtVersion.V2.number()));
        }
        end(global.others());
    }

    private void writeInput(PsbtInput input, TransactionInput spend) {
        input.previousTransaction().ifPresent(it -> field(PsbtField.IN_NON_WITNESS_UTXO, it));
        input.spentOutput().ifPresent(it -> field(PsbtField.IN_WITNESS_UTXO, it::write));
        input.signatures().forEach((key, it) -> field(PsbtField.IN_PARTIAL_SIG, key.bytes(), it));
        input.sighashType().ifPresent(it -> field(PsbtField.IN_SIGHASH_TYPE, value -> value.writeInt32(it)));
        field(PsbtField.IN_REDEEM_SCRIPT, input.redeemScript());
        field(PsbtField.IN_WITNESS_SCRIPT, input.witnessScript());
        input.origins().forEach((key, it) -> field(PsbtField.IN_BIP32_DERIVATION, key.bytes(), it));
        field(PsbtField.IN_FINAL_SCRIPTSIG, input.finalScriptSig());
        input.finalWitness()
                .ifPresent(it -> field(PsbtField.IN_FINAL_SCRIPTWITNESS, value -> Transaction.writeWitness(it, value)));
        field(PsbtField.IN_POR_COMMITMENT, input.proofOfReserves());
        input.preimages().forEach((lock, it) -> field(lock.function().field(), lock.hash(), it));
        if (apart) {
            field(
                    PsbtField.IN_PREVIOUS_TXID,
                    value -> value.writeReversedHash(spend.outpoint().txid()));
            field(
                    PsbtField.IN_OUTPUT_INDEX,
                    value -> value.writeInt32(spend.outpoint().index()));
            if (spend.sequence() != TransactionInput.SEQUENCE_FINAL) {
                field(PsbtField.IN_SEQUENCE, value -> value.writeInt32(spend.sequence()));
            }
            LockRequirement lock = input.lock();
            lock.time().ifPresent(it -> field(PsbtField.IN_REQUIRED_TIME_LOCKTIME, value -> value.writeInt32(it)));
            lock.height().ifPresent(it -> field(PsbtField.IN_REQUIRED_HEIGHT_LOCKTIME, value -> value.writeInt32(it)));
        }
        writeTaproot(input.taproot());
        end(input.others());
    }

    private void writeTaproot(TaprootInput taproot) {
        field(PsbtField.IN_TAP_KEY_SIG, taproot.keySignature());
        taproot.scriptSignatures().forEach((key, it) -> field(PsbtField.IN_TAP_SCRIPT_SIG, key, it));
        taproot.leafScripts()
                .forEach((control, it) ->
                        field(PsbtField.IN_TAP_LEAF_SCRIPT, control, value -> TaprootCodec.writeLeaf(it, value)));
        taproot.origins()
                .forEach((key, it) ->
                        field(PsbtField.IN_TAP_BIP32_DERIVATION, key, value -> TaprootCodec.writeOrigin(it, value)));
        field(PsbtField.IN_TAP_INTERNAL_KEY, taproot.internalKey());
        field(PsbtField.IN_TAP_MERKLE_ROOT, taproot.merkleRoot());
    }

    private void writeOutput(PsbtOutput output, TransactionOutput pay) {
        field(PsbtField.OUT_REDEEM_SCRIPT, output.redeemScript());
        field(PsbtField.OUT_WITNESS_SCRIPT, output.witnessScript());
        output.origins().forEach((key, it) -> field(PsbtField.OUT_BIP32_DERIVATION, key.bytes(), it));
        if (apart) {
            field(PsbtField.OUT_AMOUNT, value -> value.writeInt64(pay.value().value));
            field(PsbtField.OUT_SCRIPT, ByteString.EMPTY, pay.scriptPubKey());
        }
        TaprootOutput taproot = output.taproot();
        field(PsbtField.OUT_TAP_INTERNAL_KEY, taproot.internalKey());
        if (!taproot.tree().isEmpty()) {
            field(PsbtField.OUT_TAP_TREE, value -> TaprootCodec.writeTree(taproot.tree(), value));
        }
        taproot.origins()
                .forEach((key, it) ->
                        field(PsbtField.OUT_TAP_BIP32_DERIVATION, key, value -> TaprootCodec.writeOrigin(it, value)));
        end(output.others());
    }

    private void end(Map<ByteString, ByteString> others) {
        others.forEach((key, value) -> out.writeVarBytes(key).writeVarBytes(value));
        out.writeByte(0);
    }

    private void field(PsbtField field, Optional<ByteString> value) {
        value.ifPresent(it -> field(field, ByteString.EMPTY, it));
    }

    private void field(PsbtField field, Transaction value) {
        writeKey(field, ByteString.EMPTY);
        out.writeCompactSize(value.size());
        value.write(out);
    }

    private void field(PsbtField field, ByteString keyData, KeyOrigin value) {
        writeKey(field, keyData);
        out.writeCompactSize(OriginCodec.size(value));
        OriginCodec.write(value, out);
    }

    private void field(PsbtField field, Consumer<ByteWriter> value) {
        field(field, ByteString.EMPTY, value);
    }

    private void field(PsbtField field, ByteString keyData, Consumer<ByteWriter> value) {
        ByteWriter bytes = new ByteWriter();
        value.accept(bytes);
        field(field, keyData, bytes.toByteString());
    }

    private void field(PsbtField field, ByteString keyData, ByteString value) {
        writeKey(field, keyData);
        out.writeVarBytes(value);
    }

    private void writeKey(PsbtField field, ByteString keyData) {
        out.writeCompactSize(1L + keyData.size()).writeByte(field.type()).write(keyData);
    }
}
