package org.escrowkit.core.keys;

import java.math.BigInteger;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.jspecify.annotations.Nullable;

/** BouncyCastle: slower than the native library, and there on every machine. */
final class BouncyCastleEngine implements CurveEngine {
    private static final int COMPRESSED_SIZE = 33;

    private static final ECDomainParameters DOMAIN = domain();

    private static ECDomainParameters domain() {
        X9ECParameters curve = SECNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }

    @Override
    public boolean isPoint(byte[] compressedKey) {
        return decode(compressedKey) != null;
    }

    @Override
    public byte @Nullable [] addScalarTimesGenerator(byte[] compressedKey, byte[] scalar) {
        ECPoint key = decode(compressedKey);
        BigInteger factor = new BigInteger(1, scalar);
        if (key == null || factor.signum() == 0 || factor.compareTo(ORDER) >= 0) {
            return null;
        }
        ECPoint sum = DOMAIN.getG().multiply(factor).add(key).normalize();
        return sum.isInfinity() ? null : sum.getEncoded(true);
    }

    @Override
    public boolean verify(Sha256Hash hash, EcdsaSignature signature, ByteString publicKey) {
        ECPoint key = decode(publicKey.toByteArray());
        if (key == null) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(key, DOMAIN));
        return verifier.verifySignature(hash.getBytes(), signature.r(), signature.s());
    }

    private static @Nullable ECPoint decode(byte[] compressedKey) {
        boolean compressed =
                compressedKey.length == COMPRESSED_SIZE && (compressedKey[0] == 2 || compressedKey[0] == 3);
        if (!compressed) {
            return null;
        }
        try {
            return DOMAIN.getCurve().decodePoint(compressedKey);
        } catch (IllegalArgumentException notOnCurve) {
            return null;
        }
    }

    @Override
    public String description() {
        return "BouncyCastle (pure Java)";
    }
}
