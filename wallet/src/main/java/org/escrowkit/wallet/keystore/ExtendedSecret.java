package org.escrowkit.wallet.keystore;

import com.google.common.primitives.Ints;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * An extended private key (BIP32). Its secrets live in two arrays, which {@link #close} wipes; what it derives on the
 * way is wiped as soon as it is used. Safe for use by several threads.
 */
final class ExtendedSecret implements AutoCloseable {
    private static final byte[] MASTER = "Bitcoin seed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PRIVATE = {0};
    private static final ByteString NO_PARENT = ByteString.of(new byte[4]);

    private final SecretCurve curve;
    private final int depth;
    private final ByteString parentFingerprint;
    private final int childNumber;
    private final PublicKey publicKey;
    /** Guarded by this, as is all below. */
    final byte[] key;

    final byte[] chainCode;
    private boolean closed;

    /** Takes the arrays over. */
    private ExtendedSecret(
            SecretCurve curve, int depth, ByteString parentFingerprint, int childNumber, byte[] key, byte[] chainCode) {
        this.curve = curve;
        this.depth = depth;
        this.parentFingerprint = parentFingerprint;
        this.childNumber = childNumber;
        this.key = key;
        this.chainCode = chainCode;
        this.publicKey = new PublicKey(ByteString.of(curve.publicKey(key)));
    }

    /** @throws ArithmeticException with probability below 2⁻¹²⁷, where BIP32 calls the seed invalid */
    static ExtendedSecret ofSeed(SecretCurve curve, byte[] seed) {
        byte[] derived = HmacSha512.of(MASTER, seed);
        try {
            return of(curve, 0, NO_PARENT, 0, null, derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * @param secret private key and chain code, 32 bytes each
     * @throws ArithmeticException if there is no such private key
     */
    static ExtendedSecret ofMaster(SecretCurve curve, byte[] secret) {
        return of(curve, 0, NO_PARENT, 0, null, secret);
    }

    /** Private key and chain code. */
    synchronized byte[] secretBytes() {
        requireOpen();
        byte[] secret = Arrays.copyOf(key, SecretCurve.KEY_SIZE + chainCode.length);
        System.arraycopy(chainCode, 0, secret, SecretCurve.KEY_SIZE, chainCode.length);
        return secret;
    }

    /** BIP32's CKDpriv. */
    synchronized ExtendedSecret child(int step) {
        requireOpen();
        byte[] number = Ints.toByteArray(step);
        byte[] derived = step < 0
                ? HmacSha512.of(chainCode, PRIVATE, key, number)
                : HmacSha512.of(chainCode, publicKey.bytes().toByteArray(), number);
        try {
            return of(curve, depth + 1, publicKey.fingerprint(), step, key, derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static ExtendedSecret of(
            SecretCurve curve,
            int depth,
            ByteString parentFingerprint,
            int childNumber,
            byte @Nullable [] parent,
            byte[] derived) {
        byte[] tweak = Arrays.copyOf(derived, SecretCurve.KEY_SIZE);
        try {
            byte[] key = curve.add(parent, tweak);
            if (key == null) {
                throw new ArithmeticException("no private key here");
            }
            byte[] chainCode = Arrays.copyOfRange(derived, SecretCurve.KEY_SIZE, HmacSha512.SIZE);
            return new ExtendedSecret(curve, depth, parentFingerprint, childNumber, key, chainCode);
        } finally {
            Arrays.fill(tweak, (byte) 0);
        }
    }

    /** The key at the end of these steps, which the caller closes; those between are closed here. */
    ExtendedSecret descend(List<Integer> steps) {
        ExtendedSecret reached = copy();
        for (int step : steps) {
            try (ExtendedSecret parent = reached) {
                reached = parent.child(step);
            }
        }
        return reached;
    }

    private synchronized ExtendedSecret copy() {
        requireOpen();
        return new ExtendedSecret(curve, depth, parentFingerprint, childNumber, key.clone(), chainCode.clone());
    }

    synchronized EcdsaSignature sign(Sha256Hash hash) {
        requireOpen();
        return LowR.sign(curve, hash, key);
    }

    synchronized ByteString signSchnorr(Sha256Hash message, byte[] auxiliary) {
        requireOpen();
        return ByteString.of(curve.signSchnorr(message, key, auxiliary));
    }

    PublicKey publicKey() {
        return publicKey;
    }

    synchronized ExtendedPublicKey extendedPublicKey(boolean mainnet) {
        requireOpen();
        return new ExtendedPublicKey(
                mainnet, depth, parentFingerprint, childNumber, ByteString.of(chainCode), publicKey);
    }

    private void requireOpen() {
        if (closed) {
            throw new KeyClosedException();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
        Arrays.fill(chainCode, (byte) 0);
    }

    @Override
    public String toString() {
        return "ExtendedSecret[redacted]";
    }
}
