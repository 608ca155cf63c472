package org.escrowkit.core.bitcoin;

import java.io.ByteArrayOutputStream;
import org.bitcoinj.base.Sha256Hash;

/** Writes Bitcoin's wire encoding; the counterpart of {@link ByteReader}. */
public final class ByteWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ByteWriter writeByte(int value) {
        out.write(value);
        return this;
    }

    public ByteWriter writeInt32(long value) {
        return writeLittleEndian(value, 4);
    }

    public ByteWriter writeInt64(long value) {
        return writeLittleEndian(value, 8);
    }

    /** A txid or block hash, from the order in which it is shown to the wire's. */
    public ByteWriter writeReversedHash(Sha256Hash hash) {
        out.writeBytes(hash.serialize());
        return this;
    }

    public ByteWriter writeCompactSize(long size) {
        if (size < 0xfd) {
            return writeByte((int) size);
        }
        if (size <= 0xffff) {
            return writeByte(0xfd).writeLittleEndian(size, 2);
        }
        if (size <= 0xffff_ffffL) {
            return writeByte(0xfe).writeLittleEndian(size, 4);
        }
        return writeByte(0xff).writeLittleEndian(size, 8);
    }

    public ByteWriter write(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public ByteWriter write(ByteString bytes) {
        out.writeBytes(bytes.shared());
        return this;
    }

    /** Bytes behind their compact size. */
    public ByteWriter writeVarBytes(ByteString bytes) {
        return writeCompactSize(bytes.size()).write(bytes);
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    public ByteString toByteString() {
        return ByteString.wrap(out.toByteArray());
    }

    private ByteWriter writeLittleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
        return this;
    }
}
