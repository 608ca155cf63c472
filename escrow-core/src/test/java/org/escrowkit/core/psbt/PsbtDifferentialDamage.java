package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;

/** What may befall the bytes of a PSBT on the way. Not all of it makes the PSBT wrong. */
public enum PsbtDifferentialDamage {
    FLIP_A_BIT,
    FLIP_A_BIT_OF_A_KEY,
    FLIP_A_BIT_OF_A_VALUE,
    DROP_A_FIELD,
    REPEAT_A_FIELD,
    REPEAT_A_KEY_WITH_ANOTHER_VALUE,
    REORDER_FIELDS,
    CUT_THE_END,
    SHORTEN_A_VALUE,
    LENGTHEN_A_VALUE,
    EMPTY_A_VALUE,
    CHANGE_A_KEY_TYPE,
    LENGTHEN_A_KEY,
    SHORTEN_A_KEY,
    SWAP_TWO_VALUES,
    MOVE_A_FIELD_TO_ANOTHER_MAP,
    ADD_AN_UNKNOWN_FIELD,
    DROP_A_MAP,
    ADD_A_MAP,
    ADD_BYTES_AT_THE_END,
    WRITE_A_LENGTH_LONGER_THAN_IT_NEEDS;

    public byte[] applied(PsbtDifferentialBytes honest, Random random) {
        PsbtDifferentialBytes psbt = honest.copy();
        List<List<Field>> full =
                psbt.maps.stream().filter(map -> !map.isEmpty()).toList();
        List<Field> map = some(full, random);
        List<Field> other = some(full, random);
        int at = random.nextInt(map.size());
        Field field = map.get(at);
        Field second = some(other, random);
        switch (this) {
            case FLIP_A_BIT -> {
                return flipped(ByteString.of(psbt.toBytes()), random).toByteArray();
            }
            case CUT_THE_END -> {
                byte[] whole = psbt.toBytes();
                return Arrays.copyOf(whole, random.nextInt(whole.length));
            }
            case ADD_BYTES_AT_THE_END -> {
                byte[] whole = psbt.toBytes();
                return new ByteWriter()
                        .write(whole)
                        .write(bytes(1 + random.nextInt(3), random))
                        .toByteArray();
            }
            case WRITE_A_LENGTH_LONGER_THAN_IT_NEEDS -> {
                return longLength(psbt, full.get(0));
            }
            case FLIP_A_BIT_OF_A_KEY -> map.set(at, new Field(flipped(field.key(), random), field.value()));
            case FLIP_A_BIT_OF_A_VALUE -> map.set(at, new Field(field.key(), flipped(field.value(), random)));
            case DROP_A_FIELD -> map.remove(at);
            case REPEAT_A_FIELD -> map.add(field);
            case REPEAT_A_KEY_WITH_ANOTHER_VALUE -> map.add(new Field(field.key(), second.value()));
            case REORDER_FIELDS -> Collections.shuffle(map, random);
            case SHORTEN_A_VALUE -> map.set(at, new Field(field.key(), shortened(field.value(), random)));
            case LENGTHEN_A_VALUE ->
                map.set(at, new Field(field.key(), field.value().plus(random.nextInt(256))));
            case EMPTY_A_VALUE -> map.set(at, new Field(field.key(), ByteString.EMPTY));
            case CHANGE_A_KEY_TYPE -> map.set(at, new Field(retyped(field.key(), random), field.value()));
            case LENGTHEN_A_KEY -> map.set(at, new Field(field.key().plus(random.nextInt(256)), field.value()));
            case SHORTEN_A_KEY -> map.set(at, new Field(shortenedKey(field.key()), field.value()));
            case SWAP_TWO_VALUES -> {
                map.set(at, new Field(field.key(), second.value()));
                other.set(other.indexOf(second), new Field(second.key(), field.value()));
            }
            case MOVE_A_FIELD_TO_ANOTHER_MAP -> {
                map.remove(at);
                some(psbt.maps, random).add(field);
            }
            case ADD_AN_UNKNOWN_FIELD ->
                map.add(new Field(bytes(1 + random.nextInt(4), random), bytes(random.nextInt(40), random)));
            case DROP_A_MAP -> psbt.maps.remove(random.nextInt(psbt.maps.size()));
            case ADD_A_MAP -> psbt.maps.add(random.nextInt(psbt.maps.size() + 1), new ArrayList<>(other));
        }
        return psbt.toBytes();
    }

    /** The first key's length, which is one byte, in three. */
    private static byte[] longLength(PsbtDifferentialBytes psbt, List<Field> map) {
        byte[] whole = psbt.toBytes();
        int size = map.get(0).key().size();
        return new ByteWriter()
                .write(ByteString.of(whole).slice(0, 5))
                .writeByte(0xfd)
                .writeByte(size)
                .writeByte(0)
                .write(ByteString.of(whole).slice(6, whole.length))
                .toByteArray();
    }

    private static ByteString retyped(ByteString key, Random random) {
        byte[] bytes = key.toByteArray();
        bytes[0] = (byte) random.nextInt(0x20);
        return ByteString.of(bytes);
    }

    private static ByteString flipped(ByteString bytes, Random random) {
        byte[] flipped = bytes.toByteArray();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return ByteString.of(flipped);
    }

    private static ByteString shortened(ByteString value, Random random) {
        return value.slice(0, value.isEmpty() ? 0 : random.nextInt(value.size()));
    }

    /** Not to nothing: that would be the end of the map. */
    private static ByteString shortenedKey(ByteString key) {
        return key.slice(0, Math.max(1, key.size() - 1));
    }

    private static ByteString bytes(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private static <T> T some(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
