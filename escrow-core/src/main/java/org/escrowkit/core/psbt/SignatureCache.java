package org.escrowkit.core.psbt;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.EcdsaVerifier;
import org.escrowkit.core.keys.Curve;

/**
 * Asks the curve about a signature at most once, if it is good. A PSBT and those that come of it share one, since what
 * was signed is part of the question: the answer holds for whatever they have become.
 */
final class SignatureCache implements EcdsaVerifier {
    private record Good(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {}

    private final EcdsaVerifier curve;
    private final Set<Good> good = Collections.synchronizedSet(new HashSet<>());

    SignatureCache() {
        this(Curve.verifier());
    }

    SignatureCache(EcdsaVerifier curve) {
        this.curve = curve;
    }

    @Override
    public boolean verify(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {
        Good question = new Good(hash, signature, publicKey);
        if (good.contains(question)) {
            return true;
        }
        boolean holds = curve.verify(hash, signature, publicKey);
        if (holds) {
            good.add(question);
        }
        return holds;
    }

    @Override
    public boolean isKnownGood(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {
        return good.contains(new Good(hash, signature, publicKey));
    }

    /** Learns what the other one found out. */
    void learn(SignatureCache other) {
        good.addAll(List.copyOf(other.good));
    }
}
