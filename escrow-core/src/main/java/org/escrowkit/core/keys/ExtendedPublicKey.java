package org.escrowkit.core.keys;

import com.google.common.primitives.Ints;
import java.math.BigInteger;
import java.util.Arrays;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/**
 * An extended public key (BIP32): a key and a chain code from which the keys below it follow.
 *
 * @param mainnet whether the text form says {@code xpub}; {@code tpub} serves every test network alike
 * @param depth steps from the master key, 0 to 255
 * @param parentFingerprint 4 bytes, zero for a master key
 * @param childNumber the last step of the path, its top bit set when hardened
 * @param chainCode 32 bytes
 */
public record ExtendedPublicKey(
        boolean mainnet,
        int depth,
        ByteString parentFingerprint,
        int childNumber,
        ByteString chainCode,
        PublicKey key) {
    private static final int XPUB = 0x0488B21E;
    private static final int XPRV = 0x0488ADE4;
    private static final int TPUB = 0x043587CF;
    private static final int TPRV = 0x04358394;
    private static final int SIZE = 78;
    /** As many as 82 bytes, checksum included, can take in base58. */
    private static final int MOST_CHARACTERS = 112;

    private static final int CHAIN_CODE_SIZE = 32;

    public ExtendedPublicKey {
        boolean sized = chainCode.size() == CHAIN_CODE_SIZE
                && parentFingerprint.size() == KeyOrigin.FINGERPRINT_SIZE
                && depth >= 0
                && depth <= 255;
        if (!sized) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "chain code, fingerprint or depth of another size");
        }
        boolean root = childNumber == 0 && parentFingerprint.equals(ByteString.of(new byte[4]));
        if (depth == 0 && !root) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "a master key has neither parent nor child number");
        }
    }

    /** @throws KeyException naming the fault; extended private keys are refused as such */
    public static ExtendedPublicKey parse(String text) {
        // Decoding base58 takes quadratic time: what is too long to be a key is not decoded.
        if (text.length() > MOST_CHARACTERS) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, text.length() + " characters are too many");
        }
        byte[] data;
        try {
            data = Base58.decodeChecked(text);
        } catch (AddressFormatException notBase58) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "not base58 with a checksum");
        }
        return parse(ByteString.of(data));
    }

    /**
     * From the bytes of BIP32 without a checksum, as {@link #serialize} writes them.
     *
     * @throws KeyException as {@link #parse(String)}
     */
    public static ExtendedPublicKey parse(ByteString data) {
        if (data.size() != SIZE) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, data.size() + " bytes instead of " + SIZE);
        }
        ByteReader in = ByteReader.of(data, "extended key");
        int version = readBigEndian(in);
        if (version == XPRV || version == TPRV) {
            throw new KeyException(KeyFault.PRIVATE, "an extended private key stays with its owner");
        }
        if (version != XPUB && version != TPUB) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "neither xpub nor tpub");
        }
        int depth = in.readByte();
        ByteString parent = in.readBytes(KeyOrigin.FINGERPRINT_SIZE);
        int childNumber = readBigEndian(in);
        ByteString chainCode = in.readBytes(CHAIN_CODE_SIZE);
        PublicKey key = new PublicKey(in.readBytes(PublicKey.SIZE));
        return new ExtendedPublicKey(version == XPUB, depth, parent, childNumber, chainCode, key);
    }

    /**
     * The key below this one (BIP32's CKDpub).
     *
     * @param index not hardened: 0 to 2³¹−1
     * @throws ArithmeticException with probability below 2⁻¹²⁷, where BIP32 says to take the next index
     */
    public ExtendedPublicKey child(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("a public key has no hardened children");
        }
        if (depth == 255) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "already 255 steps deep");
        }
        byte[] derived = hmacSha512(chainCode, childData(index));
        byte[] scalar = Arrays.copyOf(derived, 32);
        BigInteger value = new BigInteger(1, scalar);
        boolean usable = value.signum() > 0 && value.compareTo(CurveEngine.ORDER) < 0;
        byte[] sum = usable ? Curve.engine().addScalarTimesGenerator(key.bytes().toByteArray(), scalar) : null;
        if (sum == null) {
            throw new ArithmeticException("no key at index " + index);
        }
        ByteString childChainCode = ByteString.of(Arrays.copyOfRange(derived, 32, 64));
        return new ExtendedPublicKey(
                mainnet, depth + 1, fingerprint(), index, childChainCode, new PublicKey(ByteString.of(sum)));
    }

    private byte[] childData(int index) {
        return new ByteWriter()
                .write(key.bytes())
                .write(Ints.toByteArray(index))
                .toByteArray();
    }

    /** The first 4 bytes of the key's HASH160. Not an identity: others can make a key with the same. */
    public ByteString fingerprint() {
        byte[] hash = CryptoUtils.sha256hash160(key.bytes().toByteArray());
        return ByteString.of(Arrays.copyOf(hash, KeyOrigin.FINGERPRINT_SIZE));
    }

    /** Whether keys of this text form belong to the network. */
    public boolean isFor(BitcoinNetwork network) {
        return mainnet == (network == BitcoinNetwork.MAINNET);
    }

    /** Whether both derive the same keys, whatever they say of their depth, parent and place. */
    public boolean sameKeyAs(ExtendedPublicKey other) {
        return key.equals(other.key) && chainCode.equals(other.chainCode);
    }

    /** {@code xpub…} or {@code tpub…}. */
    @Override
    public String toString() {
        byte[] body = serialize();
        return Base58.encodeChecked(body[0], Arrays.copyOfRange(body, 1, body.length));
    }

    /** The 78 bytes of BIP32, as a PSBT's global xpub holds them. */
    public byte[] serialize() {
        return new ByteWriter()
                .write(Ints.toByteArray(mainnet ? XPUB : TPUB))
                .writeByte(depth)
                .write(parentFingerprint)
                .write(Ints.toByteArray(childNumber))
                .write(chainCode)
                .write(key.bytes())
                .toByteArray();
    }

    /**
     * Without an array between: OpenJDK 17.0.15's C2 compiler, having optimised away a copy of a copy of 4 bytes, reads
     * other bytes than these.
     */
    private static int readBigEndian(ByteReader in) {
        return Integer.reverseBytes(in.readInt32());
    }

    private static byte[] hmacSha512(ByteString key, byte[] data) {
        HMac hmac = new HMac(new SHA512Digest());
        hmac.init(new KeyParameter(key.toByteArray()));
        hmac.update(data, 0, data.length);
        byte[] out = new byte[64];
        hmac.doFinal(out, 0);
        return out;
    }
}
