package org.escrowkit.wallet.keystore;

import fr.acinq.secp256k1.Secp256k1;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;

/**
 * What this library does with private keys on secp256k1. Arrays go in and out, and belong to the caller, who wipes
 * them. The two implementations give the same answer to everything, by test.
 */
interface SecretCurve {
    int KEY_SIZE = 32;

    /** The engine of this process: the native library where one loads, BouncyCastle elsewhere. */
    SecretCurve ENGINE = choose();

    /**
     * The sum of BIP32's private derivation.
     *
     * @param key 32 bytes, 1 to the group order - 1; or none, for the tweak alone
     * @param tweak 32 bytes
     * @return 32 bytes; null if the tweak is not below the group order, or the sum is zero
     */
    byte @Nullable [] add(byte @Nullable [] key, byte[] tweak);

    /** 33 bytes: the compressed public key. */
    byte[] publicKey(byte[] key);

    /**
     * Signs with the nonce of RFC 6979 and low S.
     *
     * @param extraEntropy 32 bytes for another nonce (RFC 6979, section 3.6), or none
     * @return 64 bytes: r, then s, big-endian
     */
    byte[] sign(Sha256Hash hash, byte[] key, byte @Nullable [] extraEntropy);

    /**
     * Signs as BIP340 does by default, with the nonce that it derives from key, message and randomness.
     *
     * @param auxiliary 32 bytes, fresh and random, which guard the key against faults and side channels
     * @return 64 bytes: R's x, then s, big-endian
     */
    byte[] signSchnorr(Sha256Hash message, byte[] key, byte[] auxiliary);

    private static SecretCurve choose() {
        try {
            return new NativeSecretCurve(Secp256k1.get());
        } catch (LinkageError | RuntimeException noNativeLibrary) {
            return new JavaSecretCurve();
        }
    }
}
