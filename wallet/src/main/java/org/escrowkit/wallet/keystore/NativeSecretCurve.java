package org.escrowkit.wallet.keystore;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;

/** libsecp256k1 through JNI: whatever touches a secret takes the same time for all of them. */
record NativeSecretCurve(Secp256k1 secp256k1) implements SecretCurve {
    @Override
    public byte @Nullable [] add(byte @Nullable [] key, byte[] tweak) {
        if (key == null) {
            return secp256k1.secKeyVerify(tweak) ? tweak.clone() : null;
        }
        try {
            return secp256k1.privKeyTweakAdd(key, tweak);
        } catch (Secp256k1Exception outOfRangeOrZero) {
            return null;
        }
    }

    @Override
    public byte[] publicKey(byte[] key) {
        return secp256k1.pubKeyCompress(secp256k1.pubkeyCreate(key));
    }

    @Override
    public byte[] sign(Sha256Hash hash, byte[] key, byte @Nullable [] extraEntropy) {
        return secp256k1.sign(hash.getBytes(), key, extraEntropy);
    }

    @Override
    public byte[] signSchnorr(Sha256Hash message, byte[] key, byte[] auxiliary) {
        return secp256k1.signSchnorr(message.getBytes(), key, auxiliary);
    }
}
