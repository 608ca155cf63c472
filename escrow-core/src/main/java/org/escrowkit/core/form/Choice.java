package org.escrowkit.core.form;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How the kinds of a sealed type are written: a byte that says which, then its parts. The bytes are given out once and
 * for ever.
 */
public final class Choice<T> {
    /** @param tag 0 to 255 */
    public record Kind<K>(int tag, Class<K> type, BiConsumer<FormWriter, K> write, Function<FormReader, K> read) {
        /** A kind without parts. */
        public static <K> Kind<K> of(int tag, K only) {
            @SuppressWarnings("unchecked")
            Class<K> type = (Class<K>) only.getClass();
            return new Kind<>(tag, type, (out, value) -> {}, in -> only);
        }

        private void writeTo(FormWriter out, Object value) {
            out.tag(tag);
            write.accept(out, type.cast(value));
        }
    }

    private final String name;
    private final ImmutableMap<Integer, Kind<? extends T>> byTag;
    private final ImmutableMap<Class<?>, Kind<? extends T>> byType;

    /** @param name of the sealed type, for messages */
    public Choice(String name, List<Kind<? extends T>> kinds) {
        this.name = name;
        byTag = Maps.uniqueIndex(kinds, Kind::tag);
        byType = Maps.uniqueIndex(kinds, Kind::type);
    }

    public void write(FormWriter out, T value) {
        Kind<? extends T> kind = byType.get(value.getClass());
        if (kind == null) {
            throw new IllegalArgumentException("no form for " + value.getClass());
        }
        kind.writeTo(out, value);
    }

    public T read(FormReader in) {
        int tag = in.tag();
        Kind<? extends T> kind = byTag.get(tag);
        if (kind == null) {
            throw in.malformed("no " + name + " has the number " + tag);
        }
        return kind.read().apply(in.at(kind.type().getSimpleName()));
    }

    /** All that can be written. */
    public Set<Class<?>> types() {
        return ImmutableSet.copyOf(byType.keySet());
    }
}
