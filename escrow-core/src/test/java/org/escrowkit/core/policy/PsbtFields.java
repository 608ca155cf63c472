package org.escrowkit.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.psbt.Psbt;

/** The maps of a PSBT with nothing understood: keys and values to drop, bend and put elsewhere. */
final class PsbtFields {
    private record Field(ByteString key, ByteString value) {}

    private final ByteString magic;
    private final List<List<Field>> maps = new ArrayList<>();

    private PsbtFields(ByteString magic) {
        this.magic = magic;
    }

    static PsbtFields of(Psbt psbt) {
        ByteReader in = ByteReader.of(psbt.serialize(), "PSBT");
        PsbtFields fields = new PsbtFields(in.readBytes(5));
        while (in.remaining() > 0) {
            List<Field> map = new ArrayList<>();
            for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
                map.add(new Field(key, in.readVarBytes()));
            }
            fields.maps.add(map);
        }
        return fields;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter().write(magic);
        for (List<Field> map : maps) {
            map.forEach(field -> out.writeVarBytes(field.key()).writeVarBytes(field.value()));
            out.writeByte(0);
        }
        return out.toByteArray();
    }

    /** One change: to a key, to a value, or to where they stand; the donor gives what fits the place well. */
    void damage(Random random, PsbtFields donor) {
        List<Field> map = some(maps, random);
        List<Field> other = some(random.nextBoolean() ? maps : donor.maps, random);
        if (map.isEmpty() || other.isEmpty()) {
            map.add(new Field(bytes(1 + random.nextInt(4), random), bytes(random.nextInt(40), random)));
            return;
        }
        int at = random.nextInt(map.size());
        Field field = map.get(at);
        Field foreign = some(other, random);
        switch (random.nextInt(8)) {
            case 0 -> map.remove(at);
            case 1 -> map.set(at, new Field(field.key(), bent(field.value(), random)));
            case 2 -> map.set(at, new Field(bent(field.key(), random), field.value()));
            case 3 -> map.set(at, new Field(field.key(), foreign.value()));
            case 4 -> map.add(foreign);
            case 5 -> map.set(at, foreign);
            case 6 -> map.add(new Field(bytes(1 + random.nextInt(4), random), bytes(random.nextInt(40), random)));
            default -> map.set(at, new Field(field.key(), resized(field.value(), random)));
        }
    }

    private static <T> T some(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static ByteString bytes(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private static ByteString bent(ByteString bytes, Random random) {
        byte[] bent = bytes.toByteArray();
        if (bent.length > 0) {
            bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return ByteString.of(bent);
    }

    private static ByteString resized(ByteString bytes, Random random) {
        return random.nextBoolean() ? bytes.plus(random.nextInt(256)) : bytes.slice(0, bytes.size() / 2);
    }
}
