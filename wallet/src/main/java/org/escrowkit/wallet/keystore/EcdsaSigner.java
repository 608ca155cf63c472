package org.escrowkit.wallet.keystore;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.EcdsaSignature;

/** Signs a hash with a private key: deterministic nonces (RFC 6979), low S. */
@FunctionalInterface
interface EcdsaSigner {
    EcdsaSignature sign(Sha256Hash hash, ECKey key);

    /** libsecp256k1 in constant time where it loads; bitcoinj, with the same signatures, elsewhere. */
    static EcdsaSigner choose() {
        try {
            return ofNative(Secp256k1.get());
        } catch (LinkageError | RuntimeException noNativeLibrary) {
            return ofBitcoinj();
        }
    }

    static EcdsaSigner ofNative(Secp256k1 secp256k1) {
        return (hash, key) -> {
            byte[] secret = key.getPrivKeyBytes();
            try {
                return EcdsaSignature.ofCompact(secp256k1.sign(hash.getBytes(), secret, null));
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        };
    }

    static EcdsaSigner ofBitcoinj() {
        return (hash, key) -> {
            ECKey.ECDSASignature signature = key.sign(hash);
            return new EcdsaSignature(signature.r, signature.s);
        };
    }
}
