package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * A partially signed bitcoin transaction of version 0 (BIP174) or 2 (BIP370), as a value: each role returns the next
 * one. Guarantees that every signature which it takes in ({@link #withSignature}, {@link #combine}) was verified first,
 * and that no transaction leaves through {@link #finish} that does not satisfy what it spends. No signature is verified
 * twice on the way.
 */
public final class Psbt {
    private final Transaction unsigned;
    private final PsbtGlobal global;
    private final List<PsbtInput> inputs;
    private final List<PsbtOutput> outputs;
    private final SignatureCache signatures;

    /** Of parts that fit each other. */
    Psbt(
            Transaction unsigned,
            PsbtGlobal global,
            List<PsbtInput> inputs,
            List<PsbtOutput> outputs,
            SignatureCache signatures) {
        this.unsigned = unsigned;
        this.global = global;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.signatures = signatures;
    }

    /**
     * The Creator: a PSBT of version 0 that says nothing yet beyond the transaction.
     *
     * @throws IllegalArgumentException if the transaction has a scriptSig or a witness
     */
    public static Psbt create(Transaction unsigned) {
        if (unsigned.hasWitness()
                || !unsigned.inputs().stream()
                        .allMatch(input -> input.scriptSig().isEmpty())) {
            throw new IllegalArgumentException("the transaction is signed");
        }
        return new Psbt(
                unsigned,
                PsbtGlobal.EMPTY,
                Collections.nCopies(unsigned.inputs().size(), PsbtInput.EMPTY),
                Collections.nCopies(unsigned.outputs().size(), PsbtOutput.EMPTY),
                new SignatureCache());
    }

    /**
     * Reads the binary form of either version.
     *
     * @throws MalformedException naming the input or output, the field and the offset
     */
    public static Psbt parse(byte[] bytes) {
        return PsbtReader.read(bytes);
    }

    /** @throws MalformedException as {@link #parse}; for anything but strict base64 with padding, the character */
    public static Psbt parseBase64(String base64) {
        return PsbtReader.readBase64(base64);
    }

    /** The binary form, in which a file with the name ending {@code .psbt} holds it. */
    public byte[] serialize() {
        return PsbtWriter.write(this);
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(serialize());
    }

    public PsbtVersion version() {
        return global.version();
    }

    /** The transaction that is to be signed. In version 2 its locktime follows from what the inputs require. */
    public Transaction unsignedTransaction() {
        return unsigned;
    }

    public PsbtGlobal global() {
        return global;
    }

    /** The extended keys of the signers, with where they come from. */
    public Map<ExtendedPublicKey, KeyOrigin> xpubs() {
        return global.xpubs();
    }

    /** One for each input of the transaction. */
    public List<PsbtInput> inputs() {
        return inputs;
    }

    /** One for each output of the transaction. */
    public List<PsbtOutput> outputs() {
        return outputs;
    }

    /**
     * The same PSBT in the other version: the same transaction, and every field that both versions have. In version 0
     * nothing is modifiable and nothing required: what the inputs required, the locktime is; the way back keeps it.
     */
    public Psbt toVersion(PsbtVersion version) {
        if (version == version()) {
            return this;
        }
        List<PsbtInput> converted = inputs.stream().map(PsbtInput::withoutLock).toList();
        return new Psbt(unsigned, global.converted(version, unsigned.lockTime()), converted, outputs, signatures);
    }

    /** The Updater: what this input spends, and the keys that can. */
    public Psbt withInput(int index, PsbtInput input) {
        boolean sameLock = input.lock().equals(inputs.get(index).lock());
        return sameLock ? replaced(index, input, global) : withInputs(list(index, input));
    }

    /**
     * The Updater, for all inputs.
     *
     * @throws PsbtException if an input has a requirement in version 0, or no locktime satisfies all
     */
    public Psbt withInputs(List<PsbtInput> all) {
        requireSize(all, inputs);
        long lockTime = unsigned.lockTime();
        if (version() == PsbtVersion.V2) {
            lockTime = LockTime.of(all, global.fallbackLockTime())
                    .orElseThrow(() -> new PsbtException(
                            PsbtFault.LOCKTIME_UNDETERMINED, "one input requires a time, another a height"));
        } else if (!all.stream().allMatch(input -> input.lock().isNone())) {
            throw new PsbtException(PsbtFault.FIELD_OF_OTHER_VERSION, "a required locktime in version 0");
        }
        Transaction locked = lockTime == unsigned.lockTime()
                ? unsigned
                : new Transaction(unsigned.version(), unsigned.inputs(), unsigned.outputs(), lockTime);
        return new Psbt(locked, global, all, outputs, signatures);
    }

    private Psbt replaced(int index, PsbtInput input, PsbtGlobal next) {
        return new Psbt(unsigned, next, list(index, input), outputs, signatures);
    }

    private List<PsbtInput> list(int index, PsbtInput input) {
        List<PsbtInput> next = new ArrayList<>(inputs);
        next.set(index, input);
        return next;
    }

    /** The Updater, for all outputs. */
    public Psbt withOutputs(List<PsbtOutput> all) {
        requireSize(all, outputs);
        return new Psbt(unsigned, global, inputs, all, signatures);
    }

    private static void requireSize(List<?> all, List<?> present) {
        if (all.size() != present.size()) {
            throw new IllegalArgumentException(all.size() + " instead of " + present.size());
        }
    }

    public Psbt withXpubs(Map<ExtendedPublicKey, KeyOrigin> all) {
        return new Psbt(unsigned, global.withXpubs(all), inputs, outputs, signatures);
    }

    /** With these unknown and proprietary global fields, key with its type first. */
    public Psbt withOthers(Map<ByteString, ByteString> all) {
        return new Psbt(unsigned, global.withOthers(all), inputs, outputs, signatures);
    }

    /**
     * The output that an input spends, as far as the PSBT can be believed about itself: the previous transaction has
     * the txid that the input names, and the witness UTXO, where given, is that transaction's output.
     *
     * @throws PsbtException if either is missing or they contradict each other
     */
    public TransactionOutput spentOutput(int index) {
        return ClaimedCoin.of(this, index).output();
    }

    /**
     * What a signer of this input signs (BIP143, SIGHASH_ALL).
     *
     * @throws PsbtException unless the PSBT shows that the input spends a P2WSH output, and its script
     */
    public Sha256Hash sighash(int index) {
        ClaimedCoin coin = ClaimedCoin.of(this, index);
        return coin.sighash(coin.witnessScript());
    }

    /** This PSBT in words for a person about to sign; never a verdict. */
    public PsbtExplanation explain(PsbtExplanationContext context) {
        return PsbtExplanation.of(this, context);
    }

    /**
     * Takes a signer's signature in. In version 2 nothing is modifiable behind it.
     *
     * @param signature strict DER with the byte SIGHASH_ALL behind it
     * @throws PsbtException unless the key stands in the script and the signature is good
     */
    public Psbt withSignature(int index, PublicKey key, ByteString signature) {
        SignedInput.of(this, index).requireGood(key, signature, verifier());
        Map<PublicKey, ByteString> all = new TreeMap<>(inputs.get(index).signatures());
        ByteString present = all.put(key, signature);
        if (present != null && !present.equals(signature)) {
            throw new PsbtException(PsbtFault.CONFLICTING_FIELD, "input " + index + ": two signatures by " + key);
        }
        PsbtInput signed = inputs.get(index).toBuilder().signatures(all).build();
        return replaced(index, signed, global.withSignatures());
    }

    /** @throws PsbtException unless every signature in this PSBT is by a key of its script, and good */
    public void requireGoodSignatures() {
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).signatures().isEmpty()) {
                SignedInput.of(this, i).requireGoodSignatures(verifier());
            }
        }
    }

    private P2wshVerifier verifier() {
        return new P2wshVerifier(signatures);
    }

    /**
     * The Combiner: both PSBTs' knowledge of the same transaction. Every partial signature of the result was verified;
     * a final witness is when {@link #finish} takes it.
     *
     * @throws PsbtException if they speak of different transactions, contradict each other, or bring a bad signature
     */
    public Psbt combine(Psbt other) {
        Psbt both = union(other);
        both.requireGoodSignatures();
        return both;
    }

    /** Both PSBTs' knowledge, of which nothing is verified. */
    Psbt union(Psbt other) {
        if (version() != other.version()) {
            throw new PsbtException(PsbtFault.DIFFERENT_VERSION, version() + " and " + other.version());
        }
        if (!unsigned.equals(other.unsigned)) {
            throw new PsbtException(PsbtFault.DIFFERENT_TRANSACTION, unsigned.txid() + " and " + other.unsigned.txid());
        }
        PsbtGlobal globals = PsbtCombiner.globals(global, other.global);
        List<PsbtInput> both = PsbtCombiner.inputs(inputs, other.inputs);
        List<PsbtOutput> paid = PsbtCombiner.outputs(outputs, other.outputs);
        if (version() == PsbtVersion.V2) {
            LockTime.require(unsigned.lockTime(), both, globals.fallbackLockTime());
        }
        signatures.learn(other.signatures);
        return new Psbt(unsigned, globals, both, paid, signatures);
    }

    /**
     * The Finalizer and Extractor: the complete transaction, verified against the outputs that it spends, or what is
     * still missing. An input that somebody else made final is taken as it is, if it satisfies what it spends; where
     * partial signatures suffice, they count instead, so that nobody's garbage stops a spend that is complete.
     *
     * @throws PsbtException naming the input, if a signature or a final witness does not hold, or the PSBT contradicts
     *     itself
     */
    public Completion finish() {
        return PsbtFinalizer.finish(this, verifier());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Psbt that
                && unsigned.equals(that.unsigned)
                && global.equals(that.global)
                && inputs.equals(that.inputs)
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unsigned, global, inputs, outputs);
    }

    @Override
    public String toString() {
        return "PSBT version " + version().number() + " of " + unsigned.txid();
    }
}
