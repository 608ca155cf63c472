package org.escrowkit.core.bitcoin;

import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;

/** Writes Bitcoin's wire encoding, in time linear in what is written; the counterpart of {@link ByteReader}. */
public final class ByteWriter {
    private byte[] buffer;
    private int size;

    public ByteWriter() {
        this(64);
    }

    /** With room for this many bytes; it grows where there are more. */
    public ByteWriter(int capacity) {
        buffer = new byte[capacity];
    }

    public ByteWriter writeByte(int value) {
        makeRoom(1);
        buffer[size++] = (byte) value;
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
        makeRoom(Sha256Hash.LENGTH);
        byte[] shown = hash.getBytes();
        for (int i = Sha256Hash.LENGTH - 1; i >= 0; i--) {
            buffer[size++] = shown[i];
        }
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

    /** How many bytes a compact size of this value takes. */
    static int compactSizeLength(long size) {
        if (size < 0xfd) {
            return 1;
        }
        if (size <= 0xffff) {
            return 3;
        }
        return size <= 0xffff_ffffL ? 5 : 9;
    }

    public ByteWriter write(byte[] bytes) {
        return write(bytes, 0, bytes.length);
    }

    ByteWriter write(byte[] bytes, int from, int length) {
        makeRoom(length);
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
        return this;
    }

    public ByteWriter write(ByteString bytes) {
        return write(bytes.shared());
    }

    /** Bytes behind their compact size. */
    public ByteWriter writeVarBytes(ByteString bytes) {
        return writeCompactSize(bytes.size()).write(bytes);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    public ByteString toByteString() {
        return ByteString.wrap(toByteArray());
    }

    /** The double SHA-256 of what was written, in the order in which the function gives it. */
    byte[] hashTwice() {
        return Sha256Hash.hashTwice(buffer, 0, size);
    }

    /** The state after the first {@link Midstate#BLOCK_SIZE} bytes, which must have been written. */
    Midstate midstate() {
        return Midstate.after(buffer);
    }

    /** As {@link #hashTwice()}, where what was written begins with the block of the midstate. */
    byte[] hashTwice(Midstate begun) {
        return begun.hashTwice(buffer, Midstate.BLOCK_SIZE, size);
    }

    private ByteWriter writeLittleEndian(long value, int bytes) {
        makeRoom(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void makeRoom(int bytes) {
        int needed = Math.addExact(size, bytes);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * buffer.length, Integer.MAX_VALUE - 8)));
        }
    }
}
