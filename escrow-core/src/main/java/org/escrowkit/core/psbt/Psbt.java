package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * A partially signed bitcoin transaction, version 0 (BIP174), as a value: each role returns the next one. Guarantees
 * that every signature which it takes in ({@link #withSignature}, {@link #combine}) was verified first, and that no
 * transaction leaves through {@link #finish} that does not satisfy what it spends.
 *
 * @param xpubs PSBT_GLOBAL_XPUB: the extended keys of the signers, for devices that ask for them
 * @param others every other global field, key with its type byte first: preserved, never consulted
 */
public record Psbt(
        Transaction unsignedTransaction,
        Map<ExtendedPublicKey, KeyOrigin> xpubs,
        List<PsbtInput> inputs,
        List<PsbtOutput> outputs,
        Map<ByteString, ByteString> others) {
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());

    public Psbt {
        xpubs = ImmutableMap.copyOf(xpubs);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        others = ImmutableSortedMap.copyOf(others);
        boolean fits = inputs.size() == unsignedTransaction.inputs().size()
                && outputs.size() == unsignedTransaction.outputs().size()
                && unsignedTransaction.inputs().stream()
                        .allMatch(input -> input.scriptSig().isEmpty())
                && !unsignedTransaction.hasWitness();
        if (!fits) {
            throw new IllegalArgumentException("maps and unsigned transaction do not fit");
        }
    }

    /** The Creator: a PSBT that says nothing yet beyond the transaction. */
    public static Psbt create(Transaction unsigned) {
        return new Psbt(
                unsigned,
                Map.of(),
                Collections.nCopies(unsigned.inputs().size(), PsbtInput.EMPTY),
                Collections.nCopies(unsigned.outputs().size(), PsbtOutput.EMPTY),
                Map.of());
    }

    /** @throws MalformedException naming input or output, field and offset */
    public static Psbt parse(byte[] bytes) {
        return PsbtCodec.read(bytes);
    }

    /** @throws MalformedException as {@link #parse}; also for anything but strict base64 with padding */
    public static Psbt parseBase64(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException("PSBT", 0, "not base64: " + notBase64.getMessage());
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new MalformedException("PSBT", 0, "base64 is not canonical");
        }
        return parse(bytes);
    }

    public byte[] serialize() {
        return PsbtCodec.write(this);
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(serialize());
    }

    /** The Updater: what this input spends, and the keys that can. */
    public Psbt withInput(int index, PsbtInput input) {
        List<PsbtInput> next = new ArrayList<>(inputs);
        next.set(index, input);
        return new Psbt(unsignedTransaction, xpubs, next, outputs, others);
    }

    public Psbt withXpubs(Map<ExtendedPublicKey, KeyOrigin> all) {
        return new Psbt(unsignedTransaction, all, inputs, outputs, others);
    }

    /**
     * The output that an input spends, as far as the PSBT can be believed about itself: the previous transaction has
     * the txid that the input names, and the witness UTXO, where given, is that transaction's output.
     *
     * @throws PsbtException if either is missing or they contradict each other
     */
    public TransactionOutput spentOutput(int index) {
        PsbtInput input = inputs.get(index);
        Transaction previous = input.previousTransaction()
                .orElseThrow(
                        () -> new PsbtException(PsbtFault.FIELD_MISSING, "input " + index + ": previous transaction"));
        var outpoint = unsignedTransaction.inputs().get(index).outpoint();
        boolean names = previous.txid().equals(outpoint.txid())
                && outpoint.index() < previous.outputs().size();
        if (!names) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + " does not spend that transaction");
        }
        TransactionOutput spent = previous.outputs().get((int) outpoint.index());
        if (!input.spentOutput().orElse(spent).equals(spent)) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + ": witness UTXO differs");
        }
        return spent;
    }

    /** What a signer of this input signs (BIP143, SIGHASH_ALL). */
    public Sha256Hash sighash(int index) {
        TransactionOutput spent = spentOutput(index);
        return SegwitSighash.of(unsignedTransaction).forInput(index, witnessScript(index, spent), spent.value());
    }

    private ByteString witnessScript(int index, TransactionOutput spent) {
        ByteString script = inputs.get(index)
                .witnessScript()
                .orElseThrow(() -> new PsbtException(PsbtFault.FIELD_MISSING, "input " + index + ": witness script"));
        if (!Scripts.p2wsh(script).equals(spent.scriptPubKey())) {
            throw new PsbtException(PsbtFault.UTXO_MISMATCH, "input " + index + ": another script guards the output");
        }
        return script;
    }

    /**
     * Takes a signer's signature in.
     *
     * @param signature strict DER with the byte SIGHASH_ALL behind it
     * @throws PsbtException unless the key stands in the script and the signature is good
     */
    public Psbt withSignature(int index, PublicKey key, ByteString signature) {
        requireGood(index, key, signature);
        Map<PublicKey, ByteString> all = new TreeMap<>(inputs.get(index).signatures());
        ByteString present = all.put(key, signature);
        if (present != null && !present.equals(signature)) {
            throw new PsbtException(PsbtFault.CONFLICTING_FIELD, "input " + index + ": two signatures by " + key);
        }
        return withInput(index, inputs.get(index).withSignatures(all));
    }

    /** @throws PsbtException unless every signature in this PSBT is by a key of its script, and good */
    public void requireGoodSignatures() {
        for (int i = 0; i < inputs.size(); i++) {
            int index = i;
            inputs.get(i).signatures().forEach((key, signature) -> requireGood(index, key, signature));
        }
    }

    private void requireGood(int index, PublicKey key, ByteString signature) {
        ByteString script = witnessScript(index, spentOutput(index));
        boolean inScript = MultisigScript.parse(script)
                .map(multisig -> multisig.keys().contains(key.bytes()))
                .orElse(false);
        if (!inScript) {
            throw new PsbtException(PsbtFault.KEY_NOT_IN_SCRIPT, "input " + index + ": " + key);
        }
        SpendFault fault =
                VERIFIER.verifySignature(signature, key.bytes(), sighash(index)).orElse(null);
        if (fault != null) {
            throw new PsbtException(PsbtFault.SIGNATURE_REFUSED, "input " + index + ", key " + key + ": " + fault);
        }
    }

    /**
     * The Combiner: both PSBTs' knowledge of the same transaction. Every signature of the result was verified.
     *
     * @throws PsbtException if they speak of different transactions, contradict each other, or bring a bad signature
     */
    public Psbt combine(Psbt other) {
        Psbt both = PsbtCombiner.combine(this, other);
        both.requireGoodSignatures();
        return both;
    }

    /**
     * The Finalizer and Extractor: the complete transaction, verified against the outputs that it spends, or what is
     * still missing.
     *
     * @throws PsbtException if the PSBT contradicts itself
     */
    public Completion finish() {
        return PsbtFinalizer.finish(this, VERIFIER);
    }
}
