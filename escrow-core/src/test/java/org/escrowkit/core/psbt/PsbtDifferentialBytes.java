package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/** The maps of a PSBT with nothing understood, to build others from; the global map is the first. */
public final class PsbtDifferentialBytes {
    private static final ByteString MAGIC = ByteString.ofHex("70736274ff");

    public record Field(ByteString key, ByteString value) {
        public static Field of(String key, ByteString value) {
            return new Field(ByteString.ofHex(key), value);
        }

        public int type() {
            return key.at(0);
        }
    }

    public final List<List<Field>> maps = new ArrayList<>();

    private PsbtDifferentialBytes() {}

    public static PsbtDifferentialBytes of(byte[] psbt) {
        PsbtDifferentialBytes fields = new PsbtDifferentialBytes();
        ByteReader in = ByteReader.of(psbt, "PSBT");
        in.readBytes(MAGIC.size());
        while (in.remaining() > 0) {
            List<Field> map = new ArrayList<>();
            for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
                map.add(new Field(key, in.readVarBytes()));
            }
            fields.maps.add(map);
        }
        return fields;
    }

    public PsbtDifferentialBytes copy() {
        PsbtDifferentialBytes copy = new PsbtDifferentialBytes();
        maps.forEach(map -> copy.maps.add(new ArrayList<>(map)));
        return copy;
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter().write(MAGIC);
        for (List<Field> map : maps) {
            map.forEach(field -> out.writeVarBytes(field.key()).writeVarBytes(field.value()));
            out.writeByte(0);
        }
        return out.toByteArray();
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(toBytes());
    }
}
