package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;

/**
 * Who signed, each signature verified here over what its input proves that it spends.
 *
 * @param complete whether every input has enough good signatures
 * @param unitsSaved by how much the signatures that the witnesses will hold are lighter than the longest
 */
record PsbtExplainedSignatures(List<PsbtExplanation.Signer> signers, boolean complete, long unitsSaved) {
    private static final int LONGEST = 72;
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());

    static PsbtExplainedSignatures of(Psbt psbt, PsbtExplanationContext context, PsbtOddities oddities) {
        int inputs = psbt.inputs().size();
        Map<Party, Integer> counts = new HashMap<>();
        boolean complete = inputs > 0;
        long saved = 0;
        for (int i = 0; i < inputs; i++) {
            MultisigScript script = script(psbt, i, context);
            Map<ByteString, ByteString> good = new HashMap<>();
            for (Map.Entry<PublicKey, ByteString> signature :
                    psbt.inputs().get(i).signatures().entrySet()) {
                PublicKey key = signature.getKey();
                Optional<String> fault = fault(psbt, i, script, key, signature.getValue());
                if (fault.isEmpty()) {
                    good.put(key.bytes(), signature.getValue());
                    context.owner(key).ifPresent(party -> counts.merge(party, 1, Integer::sum));
                } else {
                    oddities.add(
                            PsbtOddity.Kind.SIGNATURE_BAD,
                            "input " + i + " has a signature by " + name(key, context) + " " + fault.get());
                }
            }
            complete &= good.size() >= script.required();
            saved += unitsSaved(script, good);
        }
        return new PsbtExplainedSignatures(signers(context, counts, oddities), complete, saved);
    }

    /** The one behind what an input spends; the first of ours where that is not proven, or a stranger's. */
    private static MultisigScript script(Psbt psbt, int index, PsbtExplanationContext context) {
        MultisigScript first = context.scripts().get(0);
        try {
            return context.behind(psbt.spentOutput(index).scriptPubKey()).orElse(first);
        } catch (PsbtException unproven) {
            return first;
        }
    }

    /** What is wrong with a signature; empty where it is good. */
    private static Optional<String> fault(
            Psbt psbt, int index, MultisigScript multisig, PublicKey key, ByteString bytes) {
        if (!multisig.keys().contains(key.bytes())) {
            return Optional.of("who has no key in our script");
        }
        TransactionOutput spent;
        try {
            spent = psbt.spentOutput(index);
        } catch (PsbtException unproven) {
            return Optional.of("that nobody can verify: what the input spends is not proven");
        }
        ByteString script = multisig.toScript();
        if (!spent.scriptPubKey().equals(Scripts.p2wsh(script))) {
            return Optional.of("for a coin that is not under our script");
        }
        var hash = SegwitSighash.of(psbt.unsignedTransaction()).forInput(index, script, spent.value());
        return VERIFIER.verifySignature(bytes, key.bytes(), hash).map(fault -> "that does not verify: " + fault);
    }

    private static String name(PublicKey key, PsbtExplanationContext context) {
        return context.owner(key).map(Party::name).orElse("the stranger " + key);
    }

    /** The witness holds as many signatures as the script requires, those of its first keys that signed. */
    private static long unitsSaved(MultisigScript script, Map<ByteString, ByteString> good) {
        return script.keys().stream()
                .filter(good::containsKey)
                .limit(script.required())
                .mapToLong(key ->
                        LONGEST - good.getOrDefault(key, ByteString.EMPTY).size())
                .sum();
    }

    private static List<PsbtExplanation.Signer> signers(
            PsbtExplanationContext context, Map<Party, Integer> counts, PsbtOddities oddities) {
        List<PsbtExplanation.Signer> signers = new ArrayList<>();
        for (Party party : context.parties()) {
            int signed = counts.getOrDefault(party, 0);
            if (signed > 0 && party.duty() == Duty.MUST_NOT_SIGN) {
                oddities.add(PsbtOddity.Kind.SIGNER_MUST_NOT, party.name() + " signed, and must not");
            }
            signers.add(new PsbtExplanation.Signer(party.name(), party.duty(), signed));
        }
        return signers;
    }
}
