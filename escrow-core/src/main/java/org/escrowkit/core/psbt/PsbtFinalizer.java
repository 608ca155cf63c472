package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.P2wshVerifier.InputFault;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** The Finalizer and the Extractor: final witnesses of partial signatures, and the transaction with them. */
final class PsbtFinalizer {
    private final Psbt psbt;
    private final P2wshVerifier verifier;
    private final List<TransactionOutput> spent = new ArrayList<>();
    private final List<List<ByteString>> witnesses = new ArrayList<>();
    private final List<Integer> missing = new ArrayList<>();

    private PsbtFinalizer(Psbt psbt, P2wshVerifier verifier) {
        this.psbt = psbt;
        this.verifier = verifier;
    }

    static Completion finish(Psbt psbt, P2wshVerifier verifier) {
        if (psbt.inputs().isEmpty()) {
            throw new PsbtException(PsbtFault.FIELD_MISSING, "an input");
        }
        PsbtFinalizer finalizer = new PsbtFinalizer(psbt, verifier);
        for (int i = 0; i < psbt.inputs().size(); i++) {
            finalizer.add(i);
        }
        return finalizer.result();
    }

    /**
     * Signatures that suffice make the witness, whatever somebody calls final: anybody on the way could put that there,
     * and would stop the spend. Where they do not, it is taken as it is, since the whole is verified.
     */
    private void add(int index) {
        PsbtInput unfinished = psbt.inputs().get(index);
        spent.add(psbt.spentOutput(index));
        boolean isFinal = unfinished.finalWitness().isPresent()
                || unfinished.finalScriptSig().isPresent();
        if (isFinal && !suffices(index)) {
            if (unfinished.finalScriptSig().isPresent()) {
                throw refused(new InputFault(index, SpendFault.SCRIPT_SIG_NOT_EMPTY));
            }
            witnesses.add(unfinished.finalWitness().orElseThrow());
            missing.add(0);
            return;
        }
        SignedInput input = SignedInput.of(psbt, index);
        input.requireGoodSignatures(verifier);
        witnesses.add(input.witness());
        missing.add(input.missingSignatures());
    }

    /** Whether the partial signatures of an input are there from which a witness can be made; good or not. */
    private boolean suffices(int index) {
        PsbtInput input = psbt.inputs().get(index);
        return !input.signatures().isEmpty()
                && input.witnessScript().isPresent()
                && SignedInput.of(psbt, index).missingSignatures() == 0;
    }

    private static PsbtException refused(InputFault at) {
        return new PsbtException(PsbtFault.SPEND_REFUSED, "input " + at.input() + ": " + at.fault());
    }

    private Completion result() {
        if (missing.stream().anyMatch(count -> count > 0)) {
            return new Completion.Incomplete(missing);
        }
        Transaction transaction = psbt.unsignedTransaction().withWitnesses(witnesses);
        Optional<InputFault> fault = verifier.firstFault(transaction, spent);
        if (fault.isPresent()) {
            throw refused(fault.get());
        }
        List<PsbtInput> inputs = new ArrayList<>();
        for (int i = 0; i < witnesses.size(); i++) {
            inputs.add(finalized(psbt.inputs().get(i), witnesses.get(i)));
        }
        return new Completion.Complete(psbt.withInputs(inputs), transaction);
    }

    /**
     * BIP174 clears all but what the input spends, and what is unknown or proprietary. What MuSig2 left there (BIP373)
     * is known, and served a signature.
     */
    private static PsbtInput finalized(PsbtInput input, List<ByteString> witness) {
        return PsbtInput.builder()
                .previousTransaction(input.previousTransaction().orElse(null))
                .spentOutput(input.spentOutput().orElse(null))
                .finalWitness(witness)
                .lock(input.lock())
                .others(stillUnknown(input))
                .build();
    }

    private static Map<ByteString, ByteString> stillUnknown(PsbtInput input) {
        Map<ByteString, ByteString> others = new TreeMap<>(input.others());
        others.keySet().removeIf(key -> {
            PsbtField field = PsbtField.ofKey(key, PsbtField.OF_INPUTS);
            return field != null && !field.isProprietary();
        });
        return others;
    }
}
