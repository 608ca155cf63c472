package org.escrowkit.wallet.keystore;

import com.google.common.primitives.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.escrowkit.core.keys.TaggedHash;
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
        return timesGenerator(new BigInteger(1, key)).getEncoded(true);
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

    @Override
    public byte[] signSchnorr(Sha256Hash message, byte[] key, byte[] auxiliary) {
        ECPoint point = timesGenerator(new BigInteger(1, key));
        byte[] x = point.getAffineXCoord().getEncoded();
        BigInteger secret = evenSided(new BigInteger(1, key), point);
        byte[] masked = BigIntegers.asUnsignedByteArray(KEY_SIZE, secret);
        byte[] mask = TaggedHash.of("BIP0340/aux", auxiliary);
        for (int i = 0; i < KEY_SIZE; i++) {
            masked[i] ^= mask[i];
        }
        BigInteger drawn = modulo(TaggedHash.of("BIP0340/nonce", masked, x, message.getBytes()));
        Arrays.fill(masked, (byte) 0);
        if (drawn.signum() == 0) {
            throw new IllegalStateException("a nonce of zero");
        }
        ECPoint noncePoint = timesGenerator(drawn);
        byte[] r = noncePoint.getAffineXCoord().getEncoded();
        BigInteger challenge = modulo(TaggedHash.of("BIP0340/challenge", r, x, message.getBytes()));
        BigInteger s =
                evenSided(drawn, noncePoint).add(challenge.multiply(secret)).mod(DOMAIN.getN());
        return Bytes.concat(r, BigIntegers.asUnsignedByteArray(KEY_SIZE, s));
    }

    private static ECPoint timesGenerator(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(DOMAIN.getG(), scalar).normalize();
    }

    /** The scalar or its negation, whichever gives the point with this x and an even y. */
    private static BigInteger evenSided(BigInteger scalar, ECPoint point) {
        return point.getAffineYCoord().testBitZero() ? DOMAIN.getN().subtract(scalar) : scalar;
    }

    private static BigInteger modulo(byte[] hash) {
        return new BigInteger(1, hash).mod(DOMAIN.getN());
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
