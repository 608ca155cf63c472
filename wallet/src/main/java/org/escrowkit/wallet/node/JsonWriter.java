package org.escrowkit.wallet.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters and {@link JsonValue}s to UTF-8 bytes. Decimals are written out plainly: 0.00000001, never 1E-8. */
final class JsonWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonWriter() {}

    static byte[] write(@Nullable Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            value(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null || value == JsonValue.Null.NULL) {
            json.writeNull();
        } else if (value instanceof JsonValue tree) {
            value(json, tree.raw());
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof List<?> list) {
            array(json, list);
        } else if (value instanceof Map<?, ?> map) {
            object(json, map);
        } else {
            // A double would lose satoshis, anything else its meaning; the value itself is not for a message.
            throw new IllegalArgumentException("no JSON form for a " + value.getClass());
        }
    }

    private static void array(JsonGenerator json, List<?> elements) throws IOException {
        json.writeStartArray();
        for (Object element : elements) {
            value(json, element);
        }
        json.writeEndArray();
    }

    private static void object(JsonGenerator json, Map<?, ?> fields) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (!(field.getKey() instanceof String name)) {
                throw new IllegalArgumentException("names in a JSON object are strings");
            }
            json.writeFieldName(name);
            value(json, field.getValue());
        }
        json.writeEndObject();
    }
}
