package org.escrowkit.core.bitcoin;

import com.google.common.primitives.Bytes;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/** The two numbers of an ECDSA signature, and their strict DER form (BIP66). */
public record EcdsaSignature(BigInteger r, BigInteger s) {
    /** Half of the order of secp256k1 (SEC 2, section 2.4.1). */
    private static final BigInteger HALF_ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16).shiftRight(1);

    private static final int SCALAR_SIZE = 32;
    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_INTEGER = 0x02;

    public EcdsaSignature {
        if (r.signum() <= 0 || s.signum() <= 0 || r.bitLength() > 256 || s.bitLength() > 256) {
            throw new IllegalArgumentException("signature numbers out of range");
        }
    }

    /** From 64 bytes: r, then s, big-endian. */
    public static EcdsaSignature ofCompact(byte[] compact) {
        if (compact.length != 2 * SCALAR_SIZE) {
            throw new IllegalArgumentException("a compact signature has 64 bytes, not " + compact.length);
        }
        return new EcdsaSignature(
                new BigInteger(1, compact, 0, SCALAR_SIZE), new BigInteger(1, compact, SCALAR_SIZE, SCALAR_SIZE));
    }

    /** @throws MalformedException unless this is the one strict DER form (BIP66) of two positive numbers */
    public static EcdsaSignature parseDer(ByteString der) {
        ByteReader in = ByteReader.of(der, "signature");
        if (in.readByte() != DER_SEQUENCE || in.readByte() != der.size() - 2) {
            throw in.malformed("not a DER sequence of this length");
        }
        EcdsaSignature signature = new EcdsaSignature(readScalar(in), readScalar(in));
        in.expectEnd();
        return signature;
    }

    private static BigInteger readScalar(ByteReader in) {
        if (in.readByte() != DER_INTEGER) {
            throw in.malformed("not a DER integer");
        }
        int length = in.readByte();
        if (length == 0 || length > SCALAR_SIZE + 1) {
            throw in.malformed("integer of " + length + " bytes");
        }
        ByteString digits = in.readBytes(length);
        if (digits.at(0) >= 0x80) {
            throw in.malformed("negative integer");
        }
        if (length > 1 && digits.at(0) == 0 && digits.at(1) < 0x80) {
            throw in.malformed("integer is padded");
        }
        BigInteger value = new BigInteger(1, digits.shared());
        if (value.signum() == 0 || value.bitLength() > 256) {
            throw in.malformed("integer out of range");
        }
        return value;
    }

    /** Whether s is in the lower half of the group order: the one of two equivalent forms that nodes relay. */
    public boolean isLowS() {
        return s.compareTo(HALF_ORDER) <= 0;
    }

    /** 64 bytes: r, then s, big-endian. */
    public byte[] toCompact() {
        return Bytes.concat(
                BigIntegers.asUnsignedByteArray(SCALAR_SIZE, r), BigIntegers.asUnsignedByteArray(SCALAR_SIZE, s));
    }

    public ByteString toDer() {
        byte[] rBytes = r.toByteArray();
        byte[] sBytes = s.toByteArray();
        return new ByteWriter()
                .writeByte(DER_SEQUENCE)
                .writeByte(4 + rBytes.length + sBytes.length)
                .writeByte(DER_INTEGER)
                .writeByte(rBytes.length)
                .write(rBytes)
                .writeByte(DER_INTEGER)
                .writeByte(sBytes.length)
                .write(sBytes)
                .toByteString();
    }
}
