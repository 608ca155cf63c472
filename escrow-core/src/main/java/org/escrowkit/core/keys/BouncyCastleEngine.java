package org.escrowkit.core.keys;

import com.google.common.primitives.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECMultiplier;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.jspecify.annotations.Nullable;

/** BouncyCastle: slower than the native library, and there on every machine. */
final class BouncyCastleEngine implements CurveEngine {
    private static final int COMPRESSED_SIZE = 33;
    private static final byte EVEN_Y = 2;
    private static final int POINT_SIZE = 65;
    private static final int SCALAR_SIZE = 32;

    private static final ECDomainParameters DOMAIN = domain();

    private static final ECMultiplier OF_GENERATOR = new FixedPointCombMultiplier();

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }

    @Override
    public byte @Nullable [] decode(byte[] compressedKey) {
        ECPoint point = point(compressedKey, COMPRESSED_SIZE);
        return point == null ? null : point.getEncoded(false);
    }

    @Override
    public byte @Nullable [] addScalarTimesGenerator(byte[] point, byte[] scalar) {
        ECPoint summand = point(point, POINT_SIZE);
        BigInteger factor = new BigInteger(1, scalar);
        if (summand == null || scalar.length != SCALAR_SIZE || factor.signum() == 0 || factor.compareTo(ORDER) >= 0) {
            return null;
        }
        ECPoint sum = OF_GENERATOR.multiply(DOMAIN.getG(), factor).add(summand).normalize();
        return sum.isInfinity() ? null : sum.getEncoded(false);
    }

    @Override
    public boolean verify(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {
        ECPoint key = point(publicKey.toByteArray(), COMPRESSED_SIZE);
        if (key == null) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(key, DOMAIN));
        return verifier.verifySignature(hash.getBytes(), signature.r(), signature.s());
    }

    @Override
    public boolean verifySchnorr(Sha256Hash message, ByteString signature, ByteString xOnlyKey) {
        return verifySchnorr(message.getBytes(), signature, xOnlyKey);
    }

    /** BIP340's verification, of a message of any size. */
    static boolean verifySchnorr(byte[] message, ByteString signature, ByteString xOnlyKey) {
        if (signature.size() != 2 * SCALAR_SIZE || xOnlyKey.size() != SCALAR_SIZE) {
            return false;
        }
        byte[] x = xOnlyKey.toByteArray();
        byte[] r = signature.slice(0, SCALAR_SIZE).toByteArray();
        BigInteger s =
                new BigInteger(1, signature.slice(SCALAR_SIZE, 2 * SCALAR_SIZE).toByteArray());
        ECPoint key = point(Bytes.concat(new byte[] {EVEN_Y}, x), COMPRESSED_SIZE);
        if (key == null || s.compareTo(ORDER) >= 0) {
            return false;
        }
        BigInteger challenge = new BigInteger(1, TaggedHash.of("BIP0340/challenge", r, x, message)).mod(ORDER);
        ECPoint nonce = ECAlgorithms.sumOfTwoMultiplies(DOMAIN.getG(), s, key.negate(), challenge)
                .normalize();
        // An r beyond the field is no x of any point, so it equals none.
        return !nonce.isInfinity()
                && !nonce.getAffineYCoord().testBitZero()
                && Arrays.equals(nonce.getAffineXCoord().getEncoded(), r);
    }

    /** Of this form alone: compressed by its size of 33 bytes, or uncompressed by its 65. */
    private static @Nullable ECPoint point(byte[] encoded, int size) {
        boolean formed =
                encoded.length == size && (size == POINT_SIZE ? encoded[0] == 4 : encoded[0] == 2 || encoded[0] == 3);
        if (!formed) {
            return null;
        }
        try {
            return DOMAIN.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException notOnCurve) {
            return null;
        }
    }

    @Override
    public String description() {
        return "BouncyCastle (pure Java)";
    }
}
