package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.Psbt;

/** The maps of a PSBT with nothing understood, to build others from; the global map is the first. */
final class PsbtBytes {
    private static final ByteString MAGIC = ByteString.ofHex("70736274ff");

    private static final int PREVIOUS_TRANSACTION = 0x00;

    record Field(ByteString key, ByteString value) {
        static Field of(String key, ByteString value) {
            return new Field(ByteString.ofHex(key), value);
        }

        int type() {
            return key.at(0);
        }
    }

    final List<List<Field>> maps = new ArrayList<>();

    private PsbtBytes() {}

    static PsbtBytes of(byte[] psbt) {
        PsbtBytes fields = new PsbtBytes();
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

    PsbtBytes copy() {
        PsbtBytes copy = new PsbtBytes();
        maps.forEach(map -> copy.maps.add(new ArrayList<>(map)));
        return copy;
    }

    /**
     * The PSBT as a node writes it again: of previous transactions it leaves the witnesses out, which their ids do not
     * cover.
     */
    static Psbt withoutWitnesses(Psbt psbt) {
        PsbtBytes fields = of(psbt.serialize());
        for (List<Field> input : fields.maps.subList(1, 1 + psbt.inputs().size())) {
            input.replaceAll(field -> field.type() == PREVIOUS_TRANSACTION
                    ? new Field(
                            field.key(),
                            ByteString.of(Transaction.parse(field.value().toByteArray())
                                    .serializeLegacy()))
                    : field);
        }
        return Psbt.parse(fields.toBytes());
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter().write(MAGIC);
        for (List<Field> map : maps) {
            map.forEach(field -> out.writeVarBytes(field.key()).writeVarBytes(field.value()));
            out.writeByte(0);
        }
        return out.toByteArray();
    }

    String toBase64() {
        return Base64.getEncoder().encodeToString(toBytes());
    }
}
