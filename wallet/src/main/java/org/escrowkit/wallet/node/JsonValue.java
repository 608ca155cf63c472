package org.escrowkit.wallet.node;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, exact JSON tree: numbers are decimals as written, never {@code double}; objects keep their order and
 * hold each name once.
 *
 * <p>A value of another type than the one asked for, or a missing field, is a {@link JsonException} that names the
 * path. {@code toString} tells place and type only, so that a logged value gives no secret away; {@link #toJson} is the
 * text.
 */
public final class JsonValue {
    /** JSON's null, as a value: the collections of this tree hold no Java nulls. */
    enum Null {
        NULL
    }

    private final Object raw;
    private final @Nullable JsonValue parent;
    private final Object step;

    /** The raw value is one of String, BigDecimal, Boolean, Null, List and Map of the same, not modifiable. */
    JsonValue(Object raw) {
        this(raw, null, "$");
    }

    private JsonValue(Object raw, @Nullable JsonValue parent, Object step) {
        this.raw = raw;
        this.parent = parent;
        this.step = step;
    }

    /** The one JSON value in this text. */
    public static JsonValue parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The one JSON value in these UTF-8 bytes. */
    public static JsonValue parse(byte[] json) {
        return new JsonValue(JsonReader.read(json));
    }

    /** The field of this name, which may be JSON's null; it must be there. */
    public JsonValue get(String name) {
        Object field = object().get(name);
        if (field == null) {
            throw new JsonException(path() + "." + name, "no such field");
        }
        return new JsonValue(field, this, name);
    }

    /** The field of this name; empty if it is missing or JSON's null. */
    public Optional<JsonValue> find(String name) {
        return has(name) ? Optional.of(get(name)).filter(field -> !field.isNull()) : Optional.empty();
    }

    /** Whether this object has a field of this name, even if it is JSON's null. */
    public boolean has(String name) {
        return object().containsKey(name);
    }

    public boolean isNull() {
        return raw == Null.NULL;
    }

    public boolean isArray() {
        return raw instanceof List;
    }

    public String asString() {
        return as(String.class, "a string");
    }

    /** A whole number of 32 bits. */
    public int asInt() {
        try {
            return asDecimal().intValueExact();
        } catch (ArithmeticException e) {
            throw new JsonException(path(), "not a whole number of 32 bits", e);
        }
    }

    /** A whole number of 64 bits. */
    public long asLong() {
        try {
            return asDecimal().longValueExact();
        } catch (ArithmeticException e) {
            throw new JsonException(path(), "not a whole number of 64 bits", e);
        }
    }

    /** The number as written, digit for digit. */
    public BigDecimal asDecimal() {
        return as(BigDecimal.class, "a number");
    }

    public boolean asBoolean() {
        return as(Boolean.class, "true or false");
    }

    /** The elements of this array, in order. */
    public List<JsonValue> elements() {
        List<?> list = as(List.class, "an array");
        List<JsonValue> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            elements.add(new JsonValue(element, this, elements.size()));
        }
        return Collections.unmodifiableList(elements);
    }

    /** The fields of this object, in the order of the text. */
    public Map<String, JsonValue> fields() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        object().forEach((name, field) -> fields.put((String) name, new JsonValue(field, this, name)));
        return Collections.unmodifiableMap(fields);
    }

    /** Where this value stands, such as {@code $.result.vout[2].value}. */
    public String path() {
        if (parent == null) {
            return step.toString();
        }
        return parent.path() + (step instanceof Integer ? "[" + step + "]" : "." + step);
    }

    /** The value as JSON text. */
    public String toJson() {
        return new String(JsonWriter.write(this), StandardCharsets.UTF_8);
    }

    Object raw() {
        return raw;
    }

    private Map<?, ?> object() {
        return as(Map.class, "an object");
    }

    private <T> T as(Class<T> type, String wanted) {
        if (!type.isInstance(raw)) {
            throw new JsonException(path(), "expected " + wanted + ", found " + kind());
        }
        return type.cast(raw);
    }

    private String kind() {
        if (raw instanceof String) {
            return "a string";
        }
        if (raw instanceof BigDecimal) {
            return "a number";
        }
        if (raw instanceof Boolean) {
            return "true or false";
        }
        if (raw instanceof List) {
            return "an array";
        }
        return raw instanceof Map ? "an object" : "null";
    }

    /** Equal by content, wherever it stands; numbers as written, so that 1.0 and 1.00 differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonValue that && raw.equals(that.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    @Override
    public String toString() {
        return path() + " (" + kind() + ")";
    }
}
