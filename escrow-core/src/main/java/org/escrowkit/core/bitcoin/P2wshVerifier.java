package org.escrowkit.core.bitcoin;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * Guarantees that a spend which it lets pass satisfies the P2WSH multisig output that it spends: script hash, BIP143
 * hash, the exact number of signatures in the order of their keys, strict DER, low S, SIGHASH_ALL and nothing else on
 * the stack. It is as strict as Bitcoin Core's relay policy, and stricter in refusing every other script and sighash
 * type. (bitcoinj 0.17.1 does not check P2WSH spends: its {@code correctlySpends} accepts a garbage witness.)
 */
public final class P2wshVerifier {
    private final EcdsaVerifier ecdsa;

    public P2wshVerifier(EcdsaVerifier ecdsa) {
        this.ecdsa = ecdsa;
    }

    /** The spends of all inputs, {@code spent.get(i)} being the output that input i spends; the first fault found. */
    public Optional<SpendFault> verify(Transaction transaction, List<TransactionOutput> spent) {
        if (spent.size() != transaction.inputs().size()) {
            throw new IllegalArgumentException(
                    spent.size() + " spent outputs for " + transaction.inputs().size() + " inputs");
        }
        SegwitSighash sighash = SegwitSighash.of(transaction);
        for (int i = 0; i < spent.size(); i++) {
            Optional<SpendFault> fault = verifyInput(transaction.inputs().get(i), i, spent.get(i), sighash);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<SpendFault> verifyInput(
            TransactionInput input, int index, TransactionOutput spent, SegwitSighash sighash) {
        List<ByteString> witness = input.witness();
        if (!Scripts.isP2wsh(spent.scriptPubKey())) {
            return Optional.of(SpendFault.NOT_P2WSH);
        }
        if (!input.scriptSig().isEmpty()) {
            return Optional.of(SpendFault.SCRIPT_SIG_NOT_EMPTY);
        }
        if (witness.isEmpty()) {
            return Optional.of(SpendFault.WITNESS_MISSING);
        }
        ByteString witnessScript = witness.get(witness.size() - 1);
        if (!Scripts.p2wsh(witnessScript).equals(spent.scriptPubKey())) {
            return Optional.of(SpendFault.WITNESS_SCRIPT_MISMATCH);
        }
        Optional<MultisigScript> template = MultisigScript.parse(witnessScript);
        if (template.isEmpty()) {
            return Optional.of(SpendFault.NOT_MULTISIG);
        }
        if (witness.size() != template.get().required() + 2) {
            return Optional.of(SpendFault.WITNESS_ITEM_COUNT);
        }
        if (!witness.get(0).isEmpty()) {
            return Optional.of(SpendFault.DUMMY_NOT_EMPTY);
        }
        Sha256Hash hash = sighash.forInput(index, witnessScript, spent.value());
        return verifyInOrder(
                witness.subList(1, witness.size() - 1), template.get().keys(), hash);
    }

    private Optional<SpendFault> verifyInOrder(List<ByteString> signatures, List<ByteString> keys, Sha256Hash hash) {
        int nextKey = 0;
        for (ByteString signature : signatures) {
            Optional<SpendFault> form = formFault(signature);
            if (form.isPresent()) {
                return form;
            }
            int key = firstSigner(signature, keys, nextKey, keys.size(), hash);
            if (key < 0) {
                boolean misplaced = firstSigner(signature, keys, 0, nextKey, hash) >= 0;
                return Optional.of(misplaced ? SpendFault.SIGNATURES_OUT_OF_ORDER : SpendFault.SIGNATURE_INVALID);
            }
            nextKey = key + 1;
        }
        return Optional.empty();
    }

    private int firstSigner(ByteString signature, List<ByteString> keys, int from, int to, Sha256Hash hash) {
        EcdsaSignature parsed = EcdsaSignature.parseDer(signature.slice(0, signature.size() - 1));
        for (int i = from; i < to; i++) {
            if (ecdsa.verify(hash, parsed, keys.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /**
     * One signature with its sighash byte, as a PSBT carries it, against one key.
     *
     * @return the fault, empty when the signature is good
     */
    public Optional<SpendFault> verifySignature(ByteString signature, ByteString publicKey, Sha256Hash hash) {
        return formFault(signature)
                .or(() -> firstSigner(signature, List.of(publicKey), 0, 1, hash) == 0
                        ? Optional.empty()
                        : Optional.of(SpendFault.SIGNATURE_INVALID));
    }

    private static Optional<SpendFault> formFault(ByteString signature) {
        if (signature.isEmpty()) {
            return Optional.of(SpendFault.SIGNATURE_EMPTY);
        }
        int last = signature.size() - 1;
        EcdsaSignature parsed;
        try {
            parsed = EcdsaSignature.parseDer(signature.slice(0, last));
        } catch (MalformedException notStrict) {
            return Optional.of(SpendFault.SIGNATURE_NOT_STRICT_DER);
        }
        if (signature.at(last) != SegwitSighash.SIGHASH_ALL) {
            return Optional.of(SpendFault.SIGHASH_NOT_ALL);
        }
        return parsed.isLowS() ? Optional.empty() : Optional.of(SpendFault.SIGNATURE_HIGH_S);
    }
}
