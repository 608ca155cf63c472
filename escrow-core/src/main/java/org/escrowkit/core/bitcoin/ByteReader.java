package org.escrowkit.core.bitcoin;

import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;

/**
 * Reads Bitcoin's wire encoding (little-endian integers, compact sizes, 32-byte hashes) front to back. Every failure is
 * a {@link MalformedException} with the offset. A declared length is compared with the bytes that are there before
 * anything is allocated for it, and compact sizes must be canonical.
 */
public final class ByteReader {
    private final byte[] data;
    private final int end;
    private final String subject;
    private int position;

    private ByteReader(byte[] data, int start, int end, String subject) {
        this.data = data;
        this.position = start;
        this.end = end;
        this.subject = subject;
    }

    /** The array is copied: a caller who changes it later cannot change what is read. */
    public static ByteReader of(byte[] data, String subject) {
        return new ByteReader(data.clone(), 0, data.length, subject);
    }

    public static ByteReader of(ByteString data, String subject) {
        return new ByteReader(data.shared(), 0, data.size(), subject);
    }

    /** Reads the next bytes and no more, with offsets as they are here; this reader goes on behind them. */
    public ByteReader window(int length) {
        need(length);
        ByteReader window = new ByteReader(data, position, position + length, subject);
        position += length;
        return window;
    }

    /** A window over bytes behind their compact size. */
    public ByteReader varWindow() {
        return window(readCompactSize());
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    public MalformedException malformed(String problem) {
        return new MalformedException(subject, position, problem);
    }

    /** The next byte, 0 to 255. */
    public int readByte() {
        need(1);
        return data[position++] & 0xff;
    }

    /** The byte that is {@code ahead} of the position, 0 to 255, without reading it; -1 beyond the end. */
    int peek(int ahead) {
        return ahead < remaining() ? data[position + ahead] & 0xff : -1;
    }

    public int readInt32() {
        return (int) readLittleEndian(4);
    }

    public long readUint32() {
        return readLittleEndian(4);
    }

    public long readInt64() {
        return readLittleEndian(8);
    }

    /** A hash as txids and block hashes are shown: the wire order reversed. */
    public Sha256Hash readReversedHash() {
        need(Sha256Hash.LENGTH);
        byte[] shown = new byte[Sha256Hash.LENGTH];
        for (int i = Sha256Hash.LENGTH - 1; i >= 0; i--) {
            shown[i] = data[position++];
        }
        return Sha256Hash.wrap(shown);
    }

    /** A canonical compact size (the field's "varint") of at most 2³¹−1. */
    public int readCompactSize() {
        int start = position;
        int first = readByte();
        long size = switch (first) {
            case 0xfd -> canonical(readLittleEndian(2), 0xfd, start);
            case 0xfe -> canonical(readLittleEndian(4), 0x1_0000L, start);
            case 0xff -> canonical(readLittleEndian(8), 0x1_0000_0000L, start);
            default -> first;
        };
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new MalformedException(subject, start, "size beyond any data");
        }
        return (int) size;
    }

    /** A count of items that take at least {@code bytesEach} bytes each, refused when they cannot be there. */
    public int readCount(int bytesEach) {
        int start = position;
        int count = readCompactSize();
        if ((long) count * bytesEach > remaining()) {
            throw new MalformedException(subject, start, count + " items declared, " + remaining() + " bytes left");
        }
        return count;
    }

    public ByteString readBytes(int length) {
        need(length);
        if (length == 0) {
            return ByteString.EMPTY;
        }
        ByteString bytes = ByteString.wrap(Arrays.copyOfRange(data, position, position + length));
        position += length;
        return bytes;
    }

    /** Bytes behind their compact size. */
    public ByteString readVarBytes() {
        return readBytes(readCompactSize());
    }

    public void expectEnd() {
        if (remaining() != 0) {
            throw malformed(remaining() + " bytes too many");
        }
    }

    private long canonical(long value, long least, int start) {
        if (value >= 0 && value < least) {
            throw new MalformedException(subject, start, "compact size is not canonical");
        }
        return value;
    }

    private long readLittleEndian(int bytes) {
        need(bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = (value << 8) | (data[position + i] & 0xff);
        }
        position += bytes;
        return value;
    }

    private void need(int length) {
        if (length > remaining()) {
            throw malformed(length + " bytes expected, " + remaining() + " left");
        }
    }
}
