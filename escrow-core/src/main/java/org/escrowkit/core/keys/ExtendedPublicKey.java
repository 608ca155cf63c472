package org.escrowkit.core.keys;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.jspecify.annotations.Nullable;

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
    private static final int SIZE = 78;
    /** As many as 82 bytes, checksum included, can take in base58. */
    private static final int MOST_CHARACTERS = 112;

    private static final byte MAINNET_WIF = (byte) 0x80;
    private static final byte TESTNET_WIF = (byte) 0xef;
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

    /**
     * For a P2WSH script: of the prefixes of SLIP-132 {@code xpub}, {@code tpub}, {@code Zpub} and {@code Vpub}.
     *
     * @throws KeyException naming the fault; extended private keys are refused as such
     */
    public static ExtendedPublicKey parse(String text) {
        return parse(text, KeyPurpose.P2WSH);
    }

    /**
     * For a script of this kind, for which the prefix must be. It is not kept: what is written is {@code xpub} or
     * {@code tpub}.
     *
     * @throws KeyException naming the fault; extended private keys are refused as such
     */
    public static ExtendedPublicKey parse(String text, KeyPurpose purpose) {
        byte[] data = decodeBase58(text);
        if (isWalletImportFormat(data)) {
            throw new KeyException(KeyFault.PRIVATE, "WIF: a private key stays with its owner");
        }
        return read(data, purpose);
    }

    /**
     * From the bytes of BIP32 without a checksum, as {@link #serialize} writes them: xpub and tpub only, so that bytes
     * which are read are written again as they were.
     *
     * @throws KeyException as {@link #parse(String)}
     */
    public static ExtendedPublicKey parse(ByteString data) {
        return read(data.toByteArray(), null);
    }

    private static byte[] decodeBase58(String text) {
        // Decoding base58 takes quadratic time: what is too long to be a key is not decoded.
        if (text.length() > MOST_CHARACTERS) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, text.length() + " characters are too many");
        }
        try {
            return Base58.decodeChecked(text);
        } catch (AddressFormatException notBase58) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "not base58 with a checksum");
        }
    }

    private static boolean isWalletImportFormat(byte[] data) {
        return (data.length == 33 || data.length == 34) && (data[0] == MAINNET_WIF || data[0] == TESTNET_WIF);
    }

    private static ExtendedPublicKey read(byte[] data, @Nullable KeyPurpose purpose) {
        if (data.length != SIZE) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, data.length + " bytes instead of " + SIZE);
        }
        ByteReader in = ByteReader.of(data, "extended key");
        KeyPrefix prefix = KeyPrefix.ofVersion(readBigEndian(in));
        prefix.requireServes(purpose);
        int depth = in.readByte();
        ByteString parent = in.readBytes(KeyOrigin.FINGERPRINT_SIZE);
        int childNumber = readBigEndian(in);
        ByteString chainCode = in.readBytes(CHAIN_CODE_SIZE);
        PublicKey key = new PublicKey(in.readBytes(PublicKey.SIZE));
        return new ExtendedPublicKey(prefix.mainnet(), depth, parent, childNumber, chainCode, key);
    }

    /**
     * The key below this one (BIP32's CKDpub).
     *
     * @param index not hardened: 0 to 2³¹−1
     * @throws ArithmeticException with probability below 2⁻¹²⁷, where BIP32 says to take the next index
     */
    public ExtendedPublicKey child(int index) {
        byte[] derived = derive(index);
        PublicKey child = PublicKey.derivedParent(sum(derived, index));
        ByteString childChainCode = ByteString.of(Arrays.copyOfRange(derived, CHAIN_CODE_SIZE, derived.length));
        return new ExtendedPublicKey(mainnet, depth + 1, fingerprint(), index, childChainCode, child);
    }

    /** The key of {@link #child} alone, with less work: for what has no children of its own. */
    public PublicKey childKey(int index) {
        return PublicKey.derivedLeaf(sum(derive(index), index));
    }

    /** BIP32's I: 32 bytes of the scalar to add, then the child's chain code. */
    private byte[] derive(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("a public key has no hardened children");
        }
        if (depth == DerivationPath.MOST_STEPS) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "already 255 steps deep");
        }
        HMac hmac = new HMac(new SHA512Digest());
        hmac.init(new KeyParameter(chainCode.toByteArray()));
        hmac.update(key.bytes().toByteArray(), 0, PublicKey.SIZE);
        for (int shift = 24; shift >= 0; shift -= 8) {
            hmac.update((byte) (index >>> shift));
        }
        byte[] derived = new byte[64];
        hmac.doFinal(derived, 0);
        return derived;
    }

    private byte[] sum(byte[] derived, int index) {
        byte[] sum = key.plus(Arrays.copyOf(derived, 32));
        if (sum == null) {
            throw new ArithmeticException("no key at index " + index);
        }
        return sum;
    }

    /** The key's. */
    public ByteString fingerprint() {
        return key.fingerprint();
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
                .write(Ints.toByteArray((mainnet ? KeyPrefix.XPUB : KeyPrefix.TPUB).publicVersion()))
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
}
