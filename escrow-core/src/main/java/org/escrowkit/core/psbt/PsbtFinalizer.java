package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** Builds the witnesses of P2WSH multisig inputs from partial signatures, in the order of the script's keys. */
final class PsbtFinalizer {
    private PsbtFinalizer() {}

    static Completion finish(Psbt psbt, P2wshVerifier verifier) {
        psbt.requireGoodSignatures();
        List<List<ByteString>> witnesses = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        List<TransactionOutput> spent = new ArrayList<>();
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PsbtInput input = psbt.inputs().get(i);
            spent.add(psbt.spentOutput(i));
            ByteString script = input.witnessScript().orElseThrow(() -> missingScript());
            MultisigScript multisig = MultisigScript.parse(script).orElseThrow(() -> missingScript());
            witnesses.add(witness(input, script, multisig));
            missing.add(Math.max(0, multisig.required() - input.signatures().size()));
        }
        if (missing.stream().anyMatch(count -> count > 0)) {
            return new Completion.Incomplete(missing);
        }
        Transaction transaction = psbt.unsignedTransaction().withWitnesses(witnesses);
        SpendFault fault = verifier.verify(transaction, spent).orElse(null);
        if (fault != null) {
            throw new PsbtException(PsbtFault.SPEND_REFUSED, fault.toString());
        }
        return new Completion.Complete(transaction);
    }

    private static List<ByteString> witness(PsbtInput input, ByteString script, MultisigScript multisig) {
        // By bytes: a script may hold a key that is no point of the curve, so long as others sign.
        Map<ByteString, ByteString> signatures = new HashMap<>();
        input.signatures().forEach((key, signature) -> signatures.put(key.bytes(), signature));
        List<ByteString> stack = new ArrayList<>();
        stack.add(ByteString.EMPTY);
        multisig.keys().stream()
                .flatMap(key -> Optional.ofNullable(signatures.get(key)).stream())
                .limit(multisig.required())
                .forEach(stack::add);
        stack.add(script);
        return stack;
    }

    private static PsbtException missingScript() {
        return new PsbtException(PsbtFault.FIELD_MISSING, "a multisig witness script");
    }
}
