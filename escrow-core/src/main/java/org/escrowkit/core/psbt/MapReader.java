package org.escrowkit.core.psbt;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * One of the key-value maps that a PSBT is made of, while it is read. Refuses what is wrong with a field of any kind: a
 * key that repeats, data where the type alone is the key, bytes left behind a value. Fields without a name are kept.
 */
abstract class MapReader {
    private final String place;
    private final Map<Integer, PsbtField> named;
    private final ParseLimits limits;
    private final Map<PsbtField, Integer> seen = new EnumMap<>(PsbtField.class);
    private final Map<ByteString, ByteString> others = new TreeMap<>();
    private int at;

    MapReader(String place, Map<Integer, PsbtField> named, ParseLimits limits) {
        this.place = place;
        this.named = named;
        this.limits = limits;
    }

    /** Takes in one field that has a name. What it leaves of the value unread is refused. */
    abstract void take(PsbtField field, ByteString keyData, ByteReader value);

    final void readFields(ByteReader in) {
        for (int entries = 0; readField(in); entries++) {
            if (entries == ParseLimits.MOST_ENTRIES) {
                throw new MalformedException(place, at, "more than " + ParseLimits.MOST_ENTRIES + " fields");
            }
        }
    }

    /** @return false at the end of the map */
    private boolean readField(ByteReader in) {
        PsbtField field = null;
        at = in.position();
        try {
            int keySize = in.readCompactSize();
            if (keySize == 0) {
                return false;
            }
            ByteReader key = in.window(keySize);
            int type = readType(key);
            field = named.get(type);
            ByteString keyData = key.readBytes(key.remaining());
            ByteReader value = in.varWindow();
            if (field == null) {
                keep(type, keyData, rest(value));
            } else {
                requireKeyFits(field, keyData);
                take(field, keyData, value);
                value.expectEnd();
            }
            return true;
        } catch (MalformedException malformed) {
            throw malformed.in(place(field));
        } catch (KeyException notAKey) {
            throw new MalformedException(place(field), at, String.valueOf(notAKey.getMessage()));
        }
    }

    private int readType(ByteReader key) {
        try {
            return key.readCompactSize();
        } catch (MalformedException wrong) {
            throw malformed("key type: " + wrong.problem());
        }
    }

    private void requireKeyFits(PsbtField field, ByteString keyData) {
        boolean first = seen.putIfAbsent(field, at) == null;
        if (!field.keyed() && !keyData.isEmpty()) {
            throw malformed("the field takes no key data");
        }
        if (!field.keyed() && !first) {
            throw malformed("the field repeats");
        }
    }

    /** Puts in a field the key of which may not be there yet. */
    final <K, V> void putOnce(Map<K, V> map, K key, V value) {
        if (map.putIfAbsent(key, value) != null) {
            throw malformed("key " + key + " repeats");
        }
    }

    /** Preserves a field that has a name and yet no use here, as it is. */
    final void keep(PsbtField field, ByteString keyData, ByteReader value) {
        ByteString whole = rest(value);
        PreservedFields.check(field, keyData, whole, this);
        keep(field.type(), keyData, whole);
    }

    private void keep(int type, ByteString keyData, ByteString whole) {
        ByteString key = new ByteWriter().writeCompactSize(type).write(keyData).toByteString();
        if (!limits.mayKeep(key.size() + whole.size())) {
            throw malformed("more unknown and proprietary fields than are kept");
        }
        putOnce(others, key, whole);
    }

    /** All bytes of a value. */
    static ByteString rest(ByteReader value) {
        return value.readBytes(value.remaining());
    }

    /** So many more of the parts that a PSBT may not have too many of (P9). */
    final void takeParts(int parts) {
        if (!limits.mayTake(parts)) {
            throw malformed("more than " + ParseLimits.MOST_PARTS + " parts of transactions, witnesses and trees");
        }
    }

    final int partsLeft() {
        return limits.partsLeft();
    }

    final PublicKey key(ByteString bytes) {
        return limits.key(bytes);
    }

    final Map<ByteString, ByteString> others() {
        return others;
    }

    /** Refuses the fields of the other version, and the lack of those without which this one means nothing. */
    final void requireFieldsOf(PsbtVersion version, PsbtField... required) {
        seen.forEach((field, offset) -> {
            if (!field.isIn(version)) {
                throw new MalformedException(place(field), offset, "not a field of version " + version.number());
            }
        });
        for (PsbtField field : required) {
            if (!seen.containsKey(field)) {
                throw new MalformedException(place(field), at, "missing in version " + version.number());
            }
        }
    }

    /** At the field that is being read. */
    final MalformedException malformed(String problem) {
        return new MalformedException(place, at, problem);
    }

    private String place(@Nullable PsbtField field) {
        return field == null ? place : place + ", " + field;
    }
}
