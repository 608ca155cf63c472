package org.escrowkit.core.bitcoin;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that nobody can change: a script, a witness item, a key or a value of a PSBT. Equality is by content; the order
 * is lexicographic over unsigned bytes, which is BIP67's order of keys.
 */
public final class ByteString implements Comparable<ByteString> {
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the array. */
    public static ByteString of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new ByteString(bytes.clone());
    }

    /** @throws IllegalArgumentException if the text is not an even number of hexadecimal digits */
    public static ByteString ofHex(String hex) {
        return new ByteString(HexFormat.of().parseHex(hex));
    }

    /** Without a copy: the caller gives the array away. */
    static ByteString wrap(byte[] bytes) {
        return new ByteString(bytes);
    }

    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The byte at this position as 0 to 255. */
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    public ByteString slice(int from, int to) {
        return new ByteString(Arrays.copyOfRange(bytes, from, to));
    }

    public ByteString plus(int trailingByte) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1);
        joined[bytes.length] = (byte) trailingByte;
        return new ByteString(joined);
    }

    /** A copy. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The content itself, for readers in this package that promise not to change it. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public int compareTo(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
