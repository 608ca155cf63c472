package org.escrowkit.core.psbt;

import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/** Writes the bytes of a PSBT field by field, whatever sense they make. */
final class RawPsbt {
    /** One input, one output, no scriptSig. */
    static final String UNSIGNED = "02000000" + "01" + "11".repeat(32) + "00000000" + "00" + "ffffffff" + "01"
            + "0100000000000000" + "0151" + "00000000";

    private final ByteWriter out = new ByteWriter();

    private RawPsbt(ByteString begun) {
        out.write(begun);
    }

    static RawPsbt empty() {
        return new RawPsbt(ByteString.ofHex("70736274ff"));
    }

    /** The global map with the unsigned transaction in it, and open. */
    static RawPsbt global() {
        return empty().field("00", UNSIGNED);
    }

    /** The same, with the input's map open. */
    static RawPsbt input() {
        return global().end();
    }

    /** The same, with the output's map open. */
    static RawPsbt output() {
        return input().end();
    }

    RawPsbt field(String key, String value) {
        out.writeVarBytes(ByteString.ofHex(key)).writeVarBytes(ByteString.ofHex(value));
        return this;
    }

    RawPsbt raw(String hex) {
        out.write(ByteString.ofHex(hex));
        return this;
    }

    RawPsbt end() {
        out.writeByte(0);
        return this;
    }

    /** What was written so far, to go on from twice. */
    RawPsbt copy() {
        return new RawPsbt(out.toByteString());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    Psbt parse() {
        return Psbt.parse(bytes());
    }
}
