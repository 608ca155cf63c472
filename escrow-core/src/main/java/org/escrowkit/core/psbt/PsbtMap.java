package org.escrowkit.core.psbt;

import java.util.Map;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.MalformedException;
import org.jspecify.annotations.Nullable;

/** One of the key-value maps that a PSBT is made of. Keys are whole: the type byte, then the key's data. */
final class PsbtMap {
    private static final int MOST_ENTRIES = 10_000;

    private final String subject;
    private final int offset;
    private final Map<ByteString, ByteString> entries = new TreeMap<>();

    private PsbtMap(String subject, int offset) {
        this.subject = subject;
        this.offset = offset;
    }

    static PsbtMap read(ByteReader in, String subject) {
        PsbtMap map = new PsbtMap(subject, in.position());
        while (true) {
            int at = in.position();
            ByteString key = in.readVarBytes();
            if (key.isEmpty()) {
                return map;
            }
            requireCanonicalType(key, subject, at);
            if (map.entries.put(key, in.readVarBytes()) != null) {
                throw new MalformedException(subject, at, "key " + key + " repeats");
            }
            if (map.entries.size() > MOST_ENTRIES) {
                throw new MalformedException(subject, at, "more than " + MOST_ENTRIES + " fields");
            }
        }
    }

    private static void requireCanonicalType(ByteString key, String subject, int at) {
        try {
            ByteReader.of(key, subject).readCompactSize();
        } catch (MalformedException wrong) {
            throw new MalformedException(subject, at, "key type " + wrong.problem());
        }
    }

    /** Takes the field whose key is this type alone out of the map. */
    @Nullable
    ByteString take(int type) {
        requireNoKeyData(type);
        return entries.remove(ByteString.of((byte) type));
    }

    /** Refuses a field of this type with more than the type as its key, be the field preserved or taken. */
    void requireNoKeyData(int type) {
        entries.keySet().stream()
                .filter(key -> key.at(0) == type && key.size() > 1)
                .findFirst()
                .ifPresent(key -> {
                    throw malformed("field " + key + " takes no key data");
                });
    }

    /** Takes all fields of this type out of the map, by the data of their keys. */
    Map<ByteString, ByteString> takeAll(int type) {
        Map<ByteString, ByteString> taken = new TreeMap<>();
        entries.entrySet().removeIf(entry -> {
            ByteString key = entry.getKey();
            if (key.at(0) == type) {
                taken.put(key.slice(1, key.size()), entry.getValue());
            }
            return key.at(0) == type;
        });
        return taken;
    }

    /** What nobody took. */
    Map<ByteString, ByteString> rest() {
        return entries;
    }

    MalformedException malformed(String problem) {
        return new MalformedException(subject, offset, problem);
    }

    /** A reader over the value of a field of this map. */
    ByteReader reader(ByteString value, String field) {
        return ByteReader.of(value, subject + ", " + field);
    }

    static void writeField(ByteWriter out, int type, ByteString keyData, ByteString value) {
        out.writeCompactSize(1L + keyData.size()).writeByte(type).write(keyData).writeVarBytes(value);
    }

    static void writeEnd(ByteWriter out, Map<ByteString, ByteString> others) {
        others.forEach((key, value) -> out.writeVarBytes(key).writeVarBytes(value));
        out.writeByte(0);
    }
}
