package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.PsbtMutatorEdit.Demand;
import org.escrowkit.core.psbt.PsbtMutatorEdit.Kind;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Field;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Fields;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Place;

/** Every edit of a packet that we know of: for each of its maps, keys, values, lengths and bits. */
final class PsbtMutatorEdits {
    /** Nothing that long is there. */
    private static final List<String> HUGE = List.of("fdffff", "feffffff7f", "feffffffff", "ffffffffffffffffff");

    private final PsbtMutatorPacket packet;
    private final List<PsbtMutatorPacket> donors;
    private final List<PsbtMutatorEdit> edits = new ArrayList<>();

    private PsbtMutatorEdits(PsbtMutatorPacket packet, List<PsbtMutatorPacket> donors) {
        this.packet = packet;
        this.donors = donors;
    }

    static List<PsbtMutatorEdit> of(PsbtMutatorPacket packet, List<PsbtMutatorPacket> donors) {
        PsbtMutatorEdits all = new PsbtMutatorEdits(packet, donors);
        for (Place place : packet.places()) {
            all.flips(place);
            all.drop(place);
            all.duplicates(place);
            all.reorders(place);
            all.truncations(place);
            all.resizes(place);
            all.swaps(place);
            all.splices(place);
        }
        all.wholeMaps();
        all.wholePacket();
        return List.copyOf(all.edits);
    }

    private void flips(Place place) {
        Field field = packet.at(place);
        flips(
                field.keyLength(),
                (old, bit) -> new Field(flipped(old.keyLength(), bit), old.key(), old.valueLength(), old.value()),
                place,
                "key length");
        flips(field.key(), (old, bit) -> old.withKey(flipped(old.key(), bit)), place, "key");
        flips(
                field.valueLength(),
                (old, bit) -> new Field(old.keyLength(), old.key(), flipped(old.valueLength(), bit), old.value()),
                place,
                "value length");
        flips(field.value(), (old, bit) -> old.withValue(flipped(old.value(), bit)), place, "value");
    }

    private interface Flip {
        Field of(Field field, int bit);
    }

    private void flips(ByteString part, Flip flip, Place place, String what) {
        for (int i = 0; i < part.size() * 8; i++) {
            int bit = i;
            add(
                    Kind.FLIP,
                    Demand.HARMLESS,
                    place + " " + what + " bit " + i,
                    it -> it.with(place, field -> flip.of(field, bit)));
        }
    }

    private void drop(Place place) {
        add(Kind.DROP, Demand.HARMLESS, place.toString(), it -> it.without(place));
    }

    /** P3. */
    private void duplicates(Place place) {
        Place last = new Place(place.map(), Integer.MAX_VALUE);
        duplicate(place, place, "before it", field -> field);
        duplicate(place, last, "at the end", field -> field);
        duplicate(place, last, "with no value", field -> field.withValue(ByteString.EMPTY));
        duplicate(
                place,
                last,
                "with more value",
                field -> field.withValue(field.value().plus(0)));
        duplicate(place, place, "with another value", field -> field.withValue(flipped(field.value(), 0)));
    }

    private void duplicate(Place place, Place to, String how, UnaryOperator<Field> change) {
        add(Kind.DUPLICATE, Demand.UNREADABLE, place + " " + how, it -> it.plus(to, change.apply(it.at(place))));
    }

    /** The order of fields means nothing. */
    private void reorders(Place place) {
        for (int to = 0; to < packet.maps().get(place.map()).fields().size(); to++) {
            int other = to;
            add(
                    Kind.REORDER,
                    Demand.UNCHANGED,
                    place + " goes to " + to,
                    it -> it.withFields(place.map(), fields -> {
                        if (!fields.isEmpty()) {
                            fields.add(other % fields.size(), fields.remove(place.field() % fields.size()));
                        }
                    }));
        }
    }

    private void truncations(Place place) {
        Field field = packet.at(place);
        for (int i = 0; i < field.value().size(); i++) {
            int size = i;
            change(Kind.TRUNCATE, place, "value to " + i, old -> old.withValue(cut(old.value(), size)));
            change(
                    Kind.TRUNCATE,
                    place,
                    "value to " + i + ", not its length",
                    old -> new Field(old.keyLength(), old.key(), old.valueLength(), cut(old.value(), size)));
        }
        for (int i = 0; i < field.key().size(); i++) {
            int size = i;
            change(Kind.TRUNCATE, place, "key to " + i, old -> old.withKey(cut(old.key(), size)));
            change(
                    Kind.TRUNCATE,
                    place,
                    "key to " + i + ", not its length",
                    old -> new Field(old.keyLength(), cut(old.key(), size), old.valueLength(), old.value()));
        }
        add(
                Kind.TRUNCATE,
                Demand.HARMLESS,
                "map from " + place,
                it -> it.withFields(
                        place.map(),
                        fields -> fields.subList(Math.min(place.field(), fields.size()), fields.size())
                                .clear()));
    }

    private void resizes(Place place) {
        for (int i = 0; i < 256; i += 85) {
            int more = i;
            change(
                    Kind.RESIZE,
                    place,
                    "value and " + i,
                    old -> old.withValue(old.value().plus(more)));
            change(
                    Kind.RESIZE,
                    place,
                    i + " and value",
                    old -> old.withValue(joined(ByteString.of((byte) more), old.value())));
            change(
                    Kind.RESIZE,
                    place,
                    "key and " + i,
                    old -> old.withKey(old.key().plus(more)));
            change(
                    Kind.RESIZE,
                    place,
                    i + " and key",
                    old -> old.withKey(joined(ByteString.of((byte) more), old.key())));
            change(
                    Kind.RESIZE,
                    place,
                    "value and " + i + ", not its length",
                    old -> new Field(
                            old.keyLength(),
                            old.key(),
                            old.valueLength(),
                            old.value().plus(more)));
            change(
                    Kind.RESIZE,
                    place,
                    "key and " + i + ", not its length",
                    old -> new Field(old.keyLength(), old.key().plus(more), old.valueLength(), old.value()));
        }
        change(Kind.RESIZE, place, "value twice", old -> old.withValue(joined(old.value(), old.value())));
        change(Kind.RESIZE, place, "key twice", old -> old.withKey(joined(old.key(), old.key())));
        for (int by : new int[] {-2, -1, 1, 2}) {
            change(
                    Kind.RESIZE,
                    place,
                    "declared value by " + by,
                    old -> new Field(
                            old.keyLength(), old.key(), flat(old.value().size() + by), old.value()));
            change(
                    Kind.RESIZE,
                    place,
                    "declared key by " + by,
                    old -> new Field(flat(old.key().size() + by), old.key(), old.valueLength(), old.value()));
        }
        for (String huge : HUGE) {
            declared(place, "huge " + huge, ignored -> ByteString.ofHex(huge));
        }
        declared(place, "in 3 bytes", size -> joined(ByteString.ofHex("fd"), flat(size, 2)));
        declared(place, "in 5 bytes", size -> joined(ByteString.ofHex("fe"), flat(size, 4)));
        declared(place, "in 9 bytes", size -> joined(ByteString.ofHex("ff"), flat(size, 8)));
    }

    private interface Length {
        ByteString of(int size);
    }

    /** P1, P2: lengths that are not there, or not in their shortest form. */
    private void declared(Place place, String how, Length length) {
        if (packet.at(place).value().size() < 253 || how.startsWith("huge")) {
            add(
                    Kind.RESIZE,
                    Demand.UNREADABLE,
                    place + " value length " + how,
                    it -> it.with(
                            place,
                            old -> new Field(
                                    old.keyLength(),
                                    old.key(),
                                    length.of(old.value().size()),
                                    old.value())));
        }
        add(
                Kind.RESIZE,
                Demand.UNREADABLE,
                place + " key length " + how,
                it -> it.with(
                        place,
                        old -> new Field(length.of(old.key().size()), old.key(), old.valueLength(), old.value())));
    }

    /** With every field of every map: both change places, or only their values do, or one is copied. */
    private void swaps(Place place) {
        for (Place other : packet.places()) {
            String both = place + " and " + other;
            if (place.map() < other.map()) {
                add(
                        Kind.SWAP,
                        Demand.HARMLESS,
                        both,
                        it -> it.with(place, old -> it.at(other)).with(other, old -> it.at(place)));
            }
            if (place.map() < other.map() || (place.map() == other.map() && place.field() < other.field())) {
                add(
                        Kind.SWAP,
                        Demand.HARMLESS,
                        "values of " + both,
                        it -> it.with(place, old -> old.withValue(it.at(other).value()))
                                .with(other, old -> old.withValue(it.at(place).value())));
            }
            if (!place.equals(other)) {
                change(Kind.SWAP, place, "value like " + other, packet.at(other).value());
            }
        }
        for (int map = 0; map < packet.maps().size(); map++) {
            int to = map;
            if (map != place.map()) {
                add(
                        Kind.SWAP,
                        Demand.HARMLESS,
                        place + " also in map " + map,
                        it -> it.plus(new Place(to, place.field()), it.at(place)));
                add(
                        Kind.SWAP,
                        Demand.HARMLESS,
                        place + " rather in map " + map,
                        it -> it.without(place).plus(new Place(to, place.field()), it.at(place)));
            }
        }
    }

    private void change(Kind kind, Place place, String how, ByteString value) {
        change(kind, place, how, old -> old.withValue(value));
    }

    /** The fields of another PSBT of the same type, in the place of ours, and beside it. */
    private void splices(Place place) {
        for (int i = 0; i < donors.size(); i++) {
            PsbtMutatorPacket donor = donors.get(i);
            for (Place from : donor.places()) {
                Field foreign = donor.at(from);
                if (foreign.key().at(0) == packet.at(place).key().at(0)) {
                    String how = " of donor " + i + ", " + from;
                    change(Kind.SPLICE, place, "is that" + how, old -> foreign);
                    change(Kind.SPLICE, place, "has the value" + how, foreign.value());
                    add(Kind.SPLICE, Demand.HARMLESS, place + " behind that" + how, it -> it.plus(place, foreign));
                }
            }
        }
    }

    private void wholeMaps() {
        List<Fields> maps = packet.maps();
        for (int i = 0; i < maps.size(); i++) {
            int map = i;
            flipsOfEnd(map);
            // P8
            add(Kind.DROP, Demand.UNREADABLE, "map " + i, it -> it.withMaps(all -> all.remove(map % all.size())));
            add(Kind.DROP, Demand.HARMLESS, "all of map " + i, it -> it.withFields(map, List::clear));
            add(
                    Kind.DUPLICATE,
                    Demand.UNREADABLE,
                    "map " + i,
                    it -> it.withMaps(all -> all.add(map % all.size(), all.get(map % all.size()))));
            add(
                    Kind.RESIZE,
                    Demand.UNREADABLE,
                    "empty map before map " + i,
                    it -> it.withMaps(all -> all.add(map % all.size(), Fields.of(List.of()))));
            add(
                    Kind.REORDER,
                    Demand.UNCHANGED,
                    "map " + i + " backwards",
                    it -> it.withFields(map, Collections::reverse));
            for (int j = i + 1; j < maps.size(); j++) {
                int other = j;
                add(
                        Kind.SWAP,
                        Demand.HARMLESS,
                        "maps " + i + " and " + j,
                        it -> it.withMaps(all -> Collections.swap(all, map % all.size(), other % all.size())));
            }
            for (int donor = 0; donor < donors.size(); donor++) {
                for (Fields foreign : donors.get(donor).maps()) {
                    add(
                            Kind.SPLICE,
                            Demand.HARMLESS,
                            "map " + i + " of donor " + donor,
                            it -> it.withMap(map, old -> foreign));
                    add(
                            Kind.SPLICE,
                            Demand.HARMLESS,
                            "map " + i + " and one of donor " + donor,
                            it -> it.withFields(map, fields -> fields.addAll(foreign.fields())));
                }
            }
        }
    }

    private void flipsOfEnd(int map) {
        for (int i = 0; i < 8; i++) {
            int bit = i;
            add(
                    Kind.FLIP,
                    Demand.HARMLESS,
                    "end of map " + map + " bit " + i,
                    it -> it.withMap(map, old -> new Fields(old.fields(), flipped(old.end(), bit))));
        }
    }

    /** P4, P5. */
    private void wholePacket() {
        for (int i = 0; i < packet.magic().size() * 8; i++) {
            int bit = i;
            add(Kind.FLIP, Demand.UNREADABLE, "magic bit " + i, it -> it.withMagic(flipped(it.magic(), bit)));
        }
        for (int i = 0; i < 256; i++) {
            ByteString tail = ByteString.of((byte) i);
            add(Kind.RESIZE, Demand.UNREADABLE, "trailing " + tail, it -> it.withTail(tail));
        }
        int size = packet.toBytes().length;
        IntStream.range(0, size)
                .forEach(length -> edits.add(new PsbtMutatorEdit(
                        Kind.TRUNCATE,
                        Demand.UNREADABLE,
                        "packet to " + length,
                        UnaryOperator.identity(),
                        all -> Arrays.copyOf(all, Math.min(length, all.length)))));
    }

    private void change(Kind kind, Place place, String how, UnaryOperator<Field> change) {
        add(kind, Demand.HARMLESS, place + " " + how, it -> it.with(place, change));
    }

    private void add(Kind kind, Demand demand, String name, UnaryOperator<PsbtMutatorPacket> edit) {
        edits.add(PsbtMutatorEdit.of(kind, demand, name, edit));
    }

    private static ByteString flipped(ByteString bytes, int bit) {
        byte[] flipped = bytes.toByteArray();
        if (flipped.length > 0) {
            flipped[bit / 8 % flipped.length] ^= (byte) (1 << (bit % 8));
        }
        return ByteString.of(flipped);
    }

    private static ByteString cut(ByteString bytes, int size) {
        return bytes.slice(0, Math.min(size, bytes.size()));
    }

    private static ByteString joined(ByteString one, ByteString other) {
        byte[] both = Arrays.copyOf(one.toByteArray(), one.size() + other.size());
        System.arraycopy(other.toByteArray(), 0, both, one.size(), other.size());
        return ByteString.of(both);
    }

    /** A length in its shortest form where it has one byte or three, and for a negative one the largest of one byte. */
    private static ByteString flat(int size) {
        if (size < 0) {
            return ByteString.of((byte) 0xfc);
        }
        return size < 253 ? ByteString.of((byte) size) : joined(ByteString.ofHex("fd"), flat(size, 2));
    }

    /** Little endian. */
    private static ByteString flat(int size, int bytes) {
        byte[] flat = new byte[bytes];
        for (int i = 0; i < Math.min(4, bytes); i++) {
            flat[i] = (byte) (size >> (8 * i));
        }
        return ByteString.of(flat);
    }
}
