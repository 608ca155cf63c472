package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * OP_CHECKMULTISIG's question: is each signature by a key, in the order of the keys? Takes what the engine knows
 * already, and remembers which keys signed the input before and asks those first. That changes the cost, never the
 * answer: whatever keys in rising order verify the signatures prove the spend, and where those do not, all are asked as
 * the opcode does.
 */
final class SignatureOrder {
    private final EcdsaVerifier ecdsa;
    private List<Integer> lastSigners = List.of();

    SignatureOrder(EcdsaVerifier ecdsa) {
        this.ecdsa = ecdsa;
    }

    /**
     * Looks at the form of all signatures first, since that costs nothing beside a verification.
     *
     * @param items signatures with their sighash byte
     */
    Optional<SpendFault> verify(List<ByteString> items, List<ByteString> keys, Sha256Hash hash) {
        List<EcdsaSignature> signatures = new ArrayList<>(items.size());
        for (ByteString item : items) {
            Optional<SpendFault> fault = read(item, signatures);
            if (fault.isPresent()) {
                return fault;
            }
        }
        boolean proven = knownInOrder(signatures, keys, hash) || lastSignersSigned(signatures, keys, hash);
        return proven ? Optional.empty() : verifyInOrder(signatures, keys, hash);
    }

    /** Adds the signature to the others unless its form is at fault. */
    private static Optional<SpendFault> read(ByteString item, List<EcdsaSignature> signatures) {
        if (item.isEmpty()) {
            return Optional.of(SpendFault.SIGNATURE_EMPTY);
        }
        int last = item.size() - 1;
        EcdsaSignature signature;
        try {
            signature = EcdsaSignature.parseDer(item.slice(0, last));
        } catch (MalformedException notStrict) {
            return Optional.of(SpendFault.SIGNATURE_NOT_STRICT_DER);
        }
        if (item.at(last) != SegwitSighash.SIGHASH_ALL) {
            return Optional.of(SpendFault.SIGHASH_NOT_ALL);
        }
        signatures.add(signature);
        return signature.isLowS() ? Optional.empty() : Optional.of(SpendFault.SIGNATURE_HIGH_S);
    }

    /** Where each is known to be good, the keys in rising order, nobody needs to be asked. */
    private boolean knownInOrder(List<EcdsaSignature> signatures, List<ByteString> keys, Sha256Hash hash) {
        int known = 0;
        for (int key = 0; key < keys.size() && known < signatures.size(); key++) {
            if (ecdsa.isKnownGood(hash, signatures.get(known), keys.get(key))) {
                known++;
            }
        }
        return known == signatures.size();
    }

    private boolean lastSignersSigned(List<EcdsaSignature> signatures, List<ByteString> keys, Sha256Hash hash) {
        if (lastSigners.size() != signatures.size() || lastSigners.get(signatures.size() - 1) >= keys.size()) {
            return false;
        }
        for (int i = 0; i < signatures.size(); i++) {
            if (!ecdsa.verify(hash, signatures.get(i), keys.get(lastSigners.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private Optional<SpendFault> verifyInOrder(
            List<EcdsaSignature> signatures, List<ByteString> keys, Sha256Hash hash) {
        List<Integer> signers = new ArrayList<>(signatures.size());
        int nextKey = 0;
        for (EcdsaSignature signature : signatures) {
            int key = firstSigner(signature, keys, nextKey, keys.size(), hash);
            if (key < 0) {
                boolean misplaced = firstSigner(signature, keys, 0, nextKey, hash) >= 0;
                return Optional.of(misplaced ? SpendFault.SIGNATURES_OUT_OF_ORDER : SpendFault.SIGNATURE_INVALID);
            }
            signers.add(key);
            nextKey = key + 1;
        }
        lastSigners = signers;
        return Optional.empty();
    }

    private int firstSigner(EcdsaSignature signature, List<ByteString> keys, int from, int to, Sha256Hash hash) {
        for (int i = from; i < to; i++) {
            if (ecdsa.verify(hash, signature, keys.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
