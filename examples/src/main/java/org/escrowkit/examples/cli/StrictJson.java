package org.escrowkit.examples.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bitcoinj.base.Coin;
import org.escrowkit.wallet.node.JsonValue;

/** An object of a file that a person wrote. Guarantees that no field of it was passed over, as a slip of the pen is. */
final class StrictJson {
    private final JsonValue json;
    private final Set<String> unread;

    private StrictJson(JsonValue json) {
        this.json = json;
        this.unread = new LinkedHashSet<>(json.fields().keySet());
    }

    /** What a reader makes of an object, all fields of which it asks for. */
    static <T> T read(JsonValue json, Function<StrictJson, T> reader) {
        StrictJson object = new StrictJson(json);
        T value = reader.apply(object);
        if (!object.unread.isEmpty()) {
            throw new IllegalArgumentException(json.path() + " has fields that nobody knows: " + object.unread);
        }
        return value;
    }

    JsonValue get(String name) {
        unread.remove(name);
        return json.get(name);
    }

    Optional<JsonValue> find(String name) {
        unread.remove(name);
        return json.find(name);
    }

    <T> T object(String name, Function<StrictJson, T> reader) {
        return read(get(name), reader);
    }

    <T> List<T> list(String name, Function<StrictJson, T> reader) {
        return get(name).elements().stream()
                .map(element -> read(element, reader))
                .toList();
    }

    /** A text, in a form of its own. */
    <T> T text(String name, Function<String, T> form) {
        return formed(get(name), form);
    }

    <T> Optional<T> optional(String name, Function<String, T> form) {
        return find(name).map(value -> formed(value, form));
    }

    private static <T> T formed(JsonValue value, Function<String, T> form) {
        String text = value.asString();
        try {
            return form.apply(text);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(value.path() + ", \"" + text + "\": " + refused.getMessage(), refused);
        }
    }

    /** The names and texts of an object that has any names. */
    static <T> Map<String, T> texts(JsonValue json, Function<String, T> form) {
        Map<String, T> texts = new LinkedHashMap<>();
        json.fields().forEach((name, value) -> texts.put(name, formed(value, form)));
        return texts;
    }

    Coin satoshis(String name) {
        return Coin.valueOf(get(name).asLong());
    }
}
