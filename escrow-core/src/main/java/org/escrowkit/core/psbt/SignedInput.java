package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.keys.PublicKey;

/** An input whose signers can be known: it spends a P2WSH multisig, and the PSBT shows which. */
record SignedInput(int index, PsbtInput input, ByteString witnessScript, MultisigScript multisig, Sha256Hash sighash) {
    /** @throws PsbtException if the PSBT does not show what the input spends, or it is no multisig */
    static SignedInput of(Psbt psbt, int index) {
        ClaimedCoin coin = ClaimedCoin.of(psbt, index);
        ByteString script = coin.witnessScript();
        MultisigScript multisig = MultisigScript.parse(script)
                .orElseThrow(() ->
                        new PsbtException(PsbtFault.FIELD_MISSING, "input " + index + ": a multisig witness script"));
        return new SignedInput(index, psbt.inputs().get(index), script, multisig, coin.sighash(script));
    }

    /** @throws PsbtException unless every signature is by a key of the script, and good */
    void requireGoodSignatures(P2wshVerifier verifier) {
        input.signatures().forEach((key, signature) -> requireGood(key, signature, verifier));
    }

    void requireGood(PublicKey key, ByteString signature, P2wshVerifier verifier) {
        if (!multisig.keys().contains(key.bytes())) {
            throw new PsbtException(PsbtFault.KEY_NOT_IN_SCRIPT, "input " + index + ": " + key);
        }
        // The verifier takes SIGHASH_ALL alone: a good signature is of another type than this one (BIP174).
        input.sighashType().filter(type -> type != SegwitSighash.SIGHASH_ALL).ifPresent(type -> {
            throw new PsbtException(
                    PsbtFault.SIGNATURE_REFUSED,
                    "input " + index + ", key " + key + ": not of type 0x" + Long.toHexString(type));
        });
        Optional<SpendFault> fault = verifier.verifySignature(signature, key.bytes(), sighash);
        if (fault.isPresent()) {
            throw new PsbtException(
                    PsbtFault.SIGNATURE_REFUSED, "input " + index + ", key " + key + ": " + fault.get());
        }
    }

    int missingSignatures() {
        return Math.max(0, multisig.required() - input.signatures().size());
    }

    /** The stack that spends the output, in the order of the script's keys. */
    List<ByteString> witness() {
        // By bytes: a script may hold a key that is no point of the curve, so long as others sign.
        Map<ByteString, ByteString> signatures = new HashMap<>();
        input.signatures().forEach((key, signature) -> signatures.put(key.bytes(), signature));
        List<ByteString> stack = new ArrayList<>();
        stack.add(ByteString.EMPTY);
        multisig.keys().stream()
                .flatMap(key -> Optional.ofNullable(signatures.get(key)).stream())
                .limit(multisig.required())
                .forEach(stack::add);
        stack.add(witnessScript);
        return stack;
    }
}
