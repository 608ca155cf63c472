package org.escrowkit.core.psbt;

import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/** The bytes of a PSBT, into which fields of any kind are put. */
public record PsbtExplanationBytes(ByteString bytes) {
    private static final int MAGIC_SIZE = 5;

    public static PsbtExplanationBytes of(Psbt psbt) {
        return new PsbtExplanationBytes(ByteString.of(psbt.serialize()));
    }

    /** @param map 0 is the global one, inputs and then outputs follow */
    public PsbtExplanationBytes with(int map, String key, String value) {
        ByteReader in = ByteReader.of(bytes, "PSBT");
        in.readBytes(MAGIC_SIZE);
        for (int i = 0; i < map; i++) {
            while (!in.readVarBytes().isEmpty()) {
                in.readVarBytes();
            }
        }
        int at = in.position();
        return new PsbtExplanationBytes(new ByteWriter()
                .write(bytes.slice(0, at))
                .writeVarBytes(ByteString.ofHex(key))
                .writeVarBytes(ByteString.ofHex(value))
                .write(bytes.slice(at, bytes.size()))
                .toByteString());
    }

    public Psbt parse() {
        return Psbt.parse(bytes.toByteArray());
    }
}
