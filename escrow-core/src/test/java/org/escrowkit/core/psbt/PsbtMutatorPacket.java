package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/**
 * A PSBT of any version with nothing understood: magic, maps, and what trails them. A value; each change gives another
 * packet. Places wrap around, so that a change made for one packet can be made to any other.
 */
record PsbtMutatorPacket(ByteString magic, List<Fields> maps, ByteString tail) {
    private static final int MAGIC = 5;

    PsbtMutatorPacket {
        maps = List.copyOf(maps);
    }

    /** Where a field stands: the global map is map 0. */
    record Place(int map, int field) {
        @Override
        public String toString() {
            return "map " + map + " field " + field;
        }
    }

    /** One map, and the byte that ends it. */
    record Fields(List<Field> fields, ByteString end) {
        Fields {
            fields = List.copyOf(fields);
        }

        static Fields of(List<Field> fields) {
            return new Fields(fields, ByteString.of((byte) 0));
        }
    }

    /** A key with its type first, and a value, each with the length that is declared for it, true or not. */
    record Field(ByteString keyLength, ByteString key, ByteString valueLength, ByteString value) {
        static Field of(ByteString key, ByteString value) {
            return new Field(length(key), key, length(value), value);
        }

        Field withKey(ByteString other) {
            return new Field(length(other), other, valueLength, value);
        }

        Field withValue(ByteString other) {
            return new Field(keyLength, key, length(other), other);
        }

        private static ByteString length(ByteString bytes) {
            return new ByteWriter().writeCompactSize(bytes.size()).toByteString();
        }
    }

    static PsbtMutatorPacket of(byte[] psbt) {
        ByteReader in = ByteReader.of(psbt, "PSBT");
        ByteString magic = in.readBytes(MAGIC);
        List<Fields> maps = new ArrayList<>();
        while (in.remaining() > 0) {
            List<Field> fields = new ArrayList<>();
            for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
                fields.add(Field.of(key, in.readVarBytes()));
            }
            maps.add(Fields.of(fields));
        }
        return new PsbtMutatorPacket(magic, maps, ByteString.EMPTY);
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter().write(magic);
        for (Fields map : maps) {
            for (Field field : map.fields()) {
                out.write(field.keyLength()).write(field.key());
                out.write(field.valueLength()).write(field.value());
            }
            out.write(map.end());
        }
        return out.write(tail).toByteArray();
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int map = 0; map < maps.size(); map++) {
            for (int field = 0; field < maps.get(map).fields().size(); field++) {
                places.add(new Place(map, field));
            }
        }
        return places;
    }

    /** The field there; an empty one where the map has none. */
    Field at(Place place) {
        List<Field> fields = wrapped(maps, place.map()).fields();
        return fields.isEmpty() ? Field.of(ByteString.EMPTY, ByteString.EMPTY) : wrapped(fields, place.field());
    }

    PsbtMutatorPacket with(Place place, UnaryOperator<Field> change) {
        return withFields(place.map(), fields -> {
            if (!fields.isEmpty()) {
                int index = place.field() % fields.size();
                fields.set(index, change.apply(fields.get(index)));
            }
        });
    }

    PsbtMutatorPacket without(Place place) {
        return withFields(place.map(), fields -> {
            if (!fields.isEmpty()) {
                fields.remove(place.field() % fields.size());
            }
        });
    }

    /** With another field before the one that stands there, or behind the last. */
    PsbtMutatorPacket plus(Place place, Field field) {
        return withFields(place.map(), fields -> fields.add(Math.min(place.field(), fields.size()), field));
    }

    PsbtMutatorPacket withFields(int map, Consumer<List<Field>> change) {
        return withMap(map, old -> {
            List<Field> fields = new ArrayList<>(old.fields());
            change.accept(fields);
            return new Fields(fields, old.end());
        });
    }

    PsbtMutatorPacket withMap(int map, UnaryOperator<Fields> change) {
        return withMaps(all -> all.set(map % all.size(), change.apply(wrapped(all, map))));
    }

    PsbtMutatorPacket withMaps(Consumer<List<Fields>> change) {
        List<Fields> all = new ArrayList<>(maps);
        if (!all.isEmpty()) {
            change.accept(all);
        }
        return new PsbtMutatorPacket(magic, all, tail);
    }

    PsbtMutatorPacket withMagic(ByteString other) {
        return new PsbtMutatorPacket(other, maps, tail);
    }

    PsbtMutatorPacket withTail(ByteString other) {
        return new PsbtMutatorPacket(magic, maps, other);
    }

    private static <T> T wrapped(List<T> list, int index) {
        return list.get(index % list.size());
    }
}
