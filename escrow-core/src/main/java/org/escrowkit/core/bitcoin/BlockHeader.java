package org.escrowkit.core.bitcoin;

import org.bitcoinj.base.Sha256Hash;

/**
 * The 80 bytes that a block hash commits to.
 *
 * @param hash of these bytes, in the order in which block hashes are shown
 * @param time the miner's Unix time in seconds, unsigned
 * @param bits the compact proof-of-work target
 */
public record BlockHeader(
        Sha256Hash hash, int version, Sha256Hash previous, Sha256Hash merkleRoot, long time, long bits, long nonce) {
    public static final int SIZE = 80;

    /** @throws MalformedException unless there are exactly 80 bytes */
    public static BlockHeader parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes, "block header");
        BlockHeader header = read(in);
        in.expectEnd();
        return header;
    }

    static BlockHeader read(ByteReader in) {
        ByteString raw = in.readBytes(SIZE);
        ByteReader fields = ByteReader.of(raw, "block header");
        return new BlockHeader(
                Sha256Hash.wrapReversed(Sha256Hash.hashTwice(raw.shared())),
                fields.readInt32(),
                fields.readReversedHash(),
                fields.readReversedHash(),
                fields.readUint32(),
                fields.readUint32(),
                fields.readUint32());
    }
}
