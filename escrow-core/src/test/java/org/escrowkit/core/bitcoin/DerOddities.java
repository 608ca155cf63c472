package org.escrowkit.core.bitcoin;

import java.util.List;
import java.util.Random;

/** What BIP66 is about: encodings of a signature that are almost the strict one. */
final class DerOddities {
    private DerOddities() {}

    /** One of them, with its sighash byte. */
    static ByteString of(ByteString signature, Random random) {
        ByteString der = signature.slice(0, signature.size() - 1);
        int rLength = der.at(3);
        ByteString r = der.slice(4, 4 + rLength);
        ByteString s = der.slice(6 + rLength, der.size());
        ByteString zero = ByteString.of((byte) 0);
        ByteString huge = ByteString.ofHex("00" + "ff".repeat(32));
        List<ByteString> oddities = List.of(
                sequence(0x30, 0, integer(2, padded(r), 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(2, padded(s), 0)),
                sequence(0x30, 0, integer(2, negative(r), 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(2, negative(s), 0)),
                sequence(0x30, 1, integer(2, r, 0), integer(2, s, 0)),
                sequence(0x30, -1, integer(2, r, 0), integer(2, s, 0)),
                sequence(0x31, 0, integer(2, r, 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(3, r, 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(1, s, 0)),
                sequence(0x30, 0, integer(2, r, 1), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(2, s, -1)),
                sequence(0x30, 0, integer(2, ByteString.EMPTY, 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(2, ByteString.EMPTY, 0)),
                sequence(0x30, 0, integer(2, zero, 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), integer(2, zero, 0)),
                sequence(0x30, 0, integer(2, huge, 0), integer(2, s, 0)),
                sequence(0x30, 0, integer(2, r, 0), ByteString.EMPTY),
                sequence(0x30, 0, integer(2, r, 0), integer(2, s, 0)).plus(0),
                longForm(der),
                ByteString.EMPTY);
        return oddities.get(random.nextInt(oddities.size())).plus(signature.at(signature.size() - 1));
    }

    private static ByteString sequence(int tag, int lengthError, ByteString r, ByteString s) {
        return new ByteWriter()
                .writeByte(tag)
                .writeByte(r.size() + s.size() + lengthError)
                .write(r)
                .write(s)
                .toByteString();
    }

    private static ByteString integer(int tag, ByteString digits, int lengthError) {
        return new ByteWriter()
                .writeByte(tag)
                .writeByte(digits.size() + lengthError)
                .write(digits)
                .toByteString();
    }

    private static ByteString padded(ByteString digits) {
        return new ByteWriter().writeByte(0).write(digits).toByteString();
    }

    private static ByteString negative(ByteString digits) {
        return new ByteWriter()
                .writeByte(digits.at(0) | 0x80)
                .write(digits.slice(1, digits.size()))
                .toByteString();
    }

    /** BER's other way to write a length below 128. */
    private static ByteString longForm(ByteString der) {
        return new ByteWriter()
                .writeByte(0x30)
                .writeByte(0x81)
                .write(der.slice(1, der.size()))
                .toByteString();
    }
}
