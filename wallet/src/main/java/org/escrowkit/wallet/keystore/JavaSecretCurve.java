package org.escrowkit.wallet.keystore;

import com.google.common.primitives.Bytes;
import java.math.BigInteger;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * BouncyCastle, for machines without the native library. It computes with {@link BigInteger}: copies of a secret stay
 * in memory until they are collected, and its time may depend on the secret.
 */
final class JavaSecretCurve implements SecretCurve {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    @Override
    public byte @Nullable [] add(byte @Nullable [] key, byte[] tweak) {
        BigInteger summand = new BigInteger(1, tweak);
        BigInteger sum =
                key == null ? summand : summand.add(new BigInteger(1, key)).mod(DOMAIN.getN());
        boolean valid = summand.compareTo(DOMAIN.getN()) < 0 && sum.signum() > 0;
        return valid ? BigIntegers.asUnsignedByteArray(KEY_SIZE, sum) : null;
    }

    @Override
    public byte[] publicKey(byte[] key) {
        return new FixedPointCombMultiplier()
                .multiply(DOMAIN.getG(), new BigInteger(1, key))
                .normalize()
                .getEncoded(true);
    }

    @Override
    public byte[] sign(Sha256Hash hash, byte[] key, byte @Nullable [] extraEntropy) {
        ECDSASigner signer = new ECDSASigner(new Nonces(extraEntropy));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, key), DOMAIN));
        BigInteger[] signature = signer.generateSignature(hash.getBytes());
        BigInteger other = DOMAIN.getN().subtract(signature[1]);
        return Bytes.concat(
                BigIntegers.asUnsignedByteArray(KEY_SIZE, signature[0]),
                BigIntegers.asUnsignedByteArray(KEY_SIZE, signature[1].min(other)));
    }

    /** RFC 6979 over HMAC-SHA256; the extra entropy comes last in the input, as its section 3.6 says. */
    private static final class Nonces extends HMacDSAKCalculator {
        private final byte @Nullable [] extraEntropy;

        Nonces(byte @Nullable [] extraEntropy) {
            super(new SHA256Digest());
            this.extraEntropy = extraEntropy;
        }

        @Override
        protected void initAdditionalInput0(HMac hmac) {
            append(hmac);
        }

        @Override
        protected void initAdditionalInput1(HMac hmac) {
            append(hmac);
        }

        private void append(HMac hmac) {
            if (extraEntropy != null) {
                hmac.update(extraEntropy, 0, extraEntropy.length);
            }
        }
    }
}
