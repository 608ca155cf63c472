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
            PsbtMutatorFieldEdits.add(packet, place, all.edits);
            all.drop(place);
            all.truncation(place);
            all.duplicates(place);
            all.reorders(place);
            all.swaps(place);
            all.splices(place);
        }
        all.wholeMaps();
        all.wholePacket();
        return List.copyOf(all.edits);
    }

    private void drop(Place place) {
        add(Kind.DROP, Demand.HARMLESS, place.toString(), it -> it.without(place));
    }

    private void truncation(Place place) {
        add(
                Kind.TRUNCATE,
                Demand.HARMLESS,
                "map from " + place,
                it -> it.withFields(
                        place.map(),
                        fields -> fields.subList(Math.min(place.field(), fields.size()), fields.size())
                                .clear()));
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
        duplicate(
                place,
                place,
                "with another value",
                field -> field.withValue(PsbtMutatorFieldEdits.flipped(field.value(), 0)));
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
                    it -> it.withMap(
                            map, old -> new Fields(old.fields(), PsbtMutatorFieldEdits.flipped(old.end(), bit))));
        }
    }

    /** P4, P5. */
    private void wholePacket() {
        for (int i = 0; i < packet.magic().size() * 8; i++) {
            int bit = i;
            add(
                    Kind.FLIP,
                    Demand.UNREADABLE,
                    "magic bit " + i,
                    it -> it.withMagic(PsbtMutatorFieldEdits.flipped(it.magic(), bit)));
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
}
