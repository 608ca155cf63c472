package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.P2wshVerifier;
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

    private void add(int index) {
        PsbtInput unfinished = psbt.inputs().get(index);
        if (unfinished.finalScriptSig().isPresent()) {
            throw new PsbtException(PsbtFault.SPEND_REFUSED, "input " + index + ": " + SpendFault.SCRIPT_SIG_NOT_EMPTY);
        }
        spent.add(psbt.spentOutput(index));
        List<ByteString> witness = unfinished.finalWitness().orElse(null);
        if (witness != null) {
            witnesses.add(witness);
            missing.add(0);
        } else {
            SignedInput input = SignedInput.of(psbt, index);
            input.requireGoodSignatures(verifier);
            witnesses.add(input.witness());
            missing.add(input.missingSignatures());
        }
    }

    private Completion result() {
        if (missing.stream().anyMatch(count -> count > 0)) {
            return new Completion.Incomplete(missing);
        }
        Transaction transaction = psbt.unsignedTransaction().withWitnesses(witnesses);
        SpendFault fault = verifier.verify(transaction, spent).orElse(null);
        if (fault != null) {
            throw new PsbtException(PsbtFault.SPEND_REFUSED, fault.toString());
        }
        List<PsbtInput> inputs = new ArrayList<>();
        for (int i = 0; i < witnesses.size(); i++) {
            inputs.add(finalized(psbt.inputs().get(i), witnesses.get(i)));
        }
        return new Completion.Complete(psbt.withInputs(inputs), transaction);
    }

    /** BIP174 clears all but what the input spends and what is unknown. */
    private static PsbtInput finalized(PsbtInput input, List<ByteString> witness) {
        return PsbtInput.builder()
                .previousTransaction(input.previousTransaction().orElse(null))
                .spentOutput(input.spentOutput().orElse(null))
                .finalWitness(witness)
                .lock(input.lock())
                .others(input.others())
                .build();
    }
}
