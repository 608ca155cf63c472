package org.escrowkit.wallet.keystore;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.EcdsaSignature;

/**
 * Signatures that are never longer than 71 bytes with their sighash byte: where R would need a padding byte, the next
 * nonce is tried. The nonces are those of Bitcoin Core, so the same key signs the same hash with the same bytes there.
 */
final class LowR {
    private LowR() {}

    static EcdsaSignature sign(SecretCurve curve, Sha256Hash hash, byte[] key) {
        byte[] compact = curve.sign(hash, key, null);
        for (int counter = 1; compact[0] < 0; counter++) {
            compact = curve.sign(hash, key, littleEndian(counter));
        }
        return EcdsaSignature.ofCompact(compact);
    }

    /** 32 bytes, of which the counter takes the first four. */
    private static byte[] littleEndian(int counter) {
        byte[] entropy = new byte[SecretCurve.KEY_SIZE];
        for (int i = 0; i < Integer.BYTES; i++) {
            entropy[i] = (byte) (counter >>> (8 * i));
        }
        return entropy;
    }
}
