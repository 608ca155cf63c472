package org.escrowkit.core.psbt;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.PsbtMutatorEdit.Demand;
import org.escrowkit.core.psbt.PsbtMutatorEdit.Kind;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Field;
import org.escrowkit.core.psbt.PsbtMutatorPacket.Place;

/** Every edit within one field: its bits, its sizes, and the lengths that are declared for it. */
final class PsbtMutatorFieldEdits {
    /** Nothing that long is there. */
    private static final List<String> HUGE = List.of("fdffff", "feffffff7f", "feffffffff", "ffffffffffffffffff");

    private final Place place;
    private final Field present;
    private final List<PsbtMutatorEdit> edits;

    private PsbtMutatorFieldEdits(Place place, Field present, List<PsbtMutatorEdit> edits) {
        this.place = place;
        this.present = present;
        this.edits = edits;
    }

    static void add(PsbtMutatorPacket packet, Place place, List<PsbtMutatorEdit> edits) {
        PsbtMutatorFieldEdits field = new PsbtMutatorFieldEdits(place, packet.at(place), edits);
        field.flips();
        field.truncations();
        field.resizes();
    }

    private void flips() {
        flips(
                present.keyLength(),
                (old, bit) -> new Field(flipped(old.keyLength(), bit), old.key(), old.valueLength(), old.value()),
                "key length");
        flips(present.key(), (old, bit) -> old.withKey(flipped(old.key(), bit)), "key");
        flips(
                present.valueLength(),
                (old, bit) -> new Field(old.keyLength(), old.key(), flipped(old.valueLength(), bit), old.value()),
                "value length");
        flips(present.value(), (old, bit) -> old.withValue(flipped(old.value(), bit)), "value");
    }

    private interface Flip {
        Field of(Field field, int bit);
    }

    private void flips(ByteString part, Flip flip, String what) {
        for (int i = 0; i < part.size() * 8; i++) {
            int bit = i;
            add(
                    Kind.FLIP,
                    Demand.HARMLESS,
                    place + " " + what + " bit " + i,
                    it -> it.with(place, field -> flip.of(field, bit)));
        }
    }

    private void truncations() {
        for (int i = 0; i < present.value().size(); i++) {
            int size = i;
            change(Kind.TRUNCATE, "value to " + i, old -> old.withValue(cut(old.value(), size)));
            change(
                    Kind.TRUNCATE,
                    "value to " + i + ", not its length",
                    old -> new Field(old.keyLength(), old.key(), old.valueLength(), cut(old.value(), size)));
        }
        for (int i = 0; i < present.key().size(); i++) {
            int size = i;
            change(Kind.TRUNCATE, "key to " + i, old -> old.withKey(cut(old.key(), size)));
            change(
                    Kind.TRUNCATE,
                    "key to " + i + ", not its length",
                    old -> new Field(old.keyLength(), cut(old.key(), size), old.valueLength(), old.value()));
        }
    }

    private void resizes() {
        for (int i = 0; i < 256; i += 85) {
            int more = i;
            change(
                    Kind.RESIZE,
                    "value and " + i,
                    old -> old.withValue(old.value().plus(more)));
            change(
                    Kind.RESIZE,
                    i + " and value",
                    old -> old.withValue(joined(ByteString.of((byte) more), old.value())));
            change(Kind.RESIZE, "key and " + i, old -> old.withKey(old.key().plus(more)));
            change(Kind.RESIZE, i + " and key", old -> old.withKey(joined(ByteString.of((byte) more), old.key())));
            change(
                    Kind.RESIZE,
                    "value and " + i + ", not its length",
                    old -> new Field(
                            old.keyLength(),
                            old.key(),
                            old.valueLength(),
                            old.value().plus(more)));
            change(
                    Kind.RESIZE,
                    "key and " + i + ", not its length",
                    old -> new Field(old.keyLength(), old.key().plus(more), old.valueLength(), old.value()));
        }
        change(Kind.RESIZE, "value twice", old -> old.withValue(joined(old.value(), old.value())));
        change(Kind.RESIZE, "key twice", old -> old.withKey(joined(old.key(), old.key())));
        for (int by : new int[] {-2, -1, 1, 2}) {
            change(
                    Kind.RESIZE,
                    "declared value by " + by,
                    old -> new Field(
                            old.keyLength(), old.key(), flat(old.value().size() + by), old.value()));
            change(
                    Kind.RESIZE,
                    "declared key by " + by,
                    old -> new Field(flat(old.key().size() + by), old.key(), old.valueLength(), old.value()));
        }
        for (String huge : HUGE) {
            declared("huge " + huge, ignored -> ByteString.ofHex(huge));
        }
        declared("in 3 bytes", size -> joined(ByteString.ofHex("fd"), flat(size, 2)));
        declared("in 5 bytes", size -> joined(ByteString.ofHex("fe"), flat(size, 4)));
        declared("in 9 bytes", size -> joined(ByteString.ofHex("ff"), flat(size, 8)));
    }

    private interface Length {
        ByteString of(int size);
    }

    /** P1, P2: lengths that are not there, or not in their shortest form. */
    private void declared(String how, Length length) {
        if (present.value().size() < 253 || how.startsWith("huge")) {
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

    private void change(Kind kind, String how, UnaryOperator<Field> change) {
        add(kind, Demand.HARMLESS, place + " " + how, it -> it.with(place, change));
    }

    private void add(Kind kind, Demand demand, String name, UnaryOperator<PsbtMutatorPacket> edit) {
        edits.add(PsbtMutatorEdit.of(kind, demand, name, edit));
    }

    static ByteString flipped(ByteString bytes, int bit) {
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
