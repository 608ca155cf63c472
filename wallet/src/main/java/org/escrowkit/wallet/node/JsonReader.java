package org.escrowkit.wallet.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bytes to the raw values of {@link JsonValue}, with limits that no honest reply of a node reaches. */
final class JsonReader {
    /** A block of 4 MB in hex is 8 million characters; this is the cap of a whole reply. */
    private static final int MAX_STRING = 64 * 1024 * 1024;

    private static final int MAX_NESTING = 100;

    /** Of a number as written and as written out. */
    private static final int MAX_DIGITS = 100;

    /** Bounds the tree's memory: a reply of nothing but brackets is otherwise worth gigabytes. */
    private static final int MAX_TOKENS = 4_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING)
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_DIGITS)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            // Names can be data (transaction ids): neither to be interned for good nor kept in a shared table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonReader() {}

    static Object read(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            // The text itself stays out of a failure's message: it may hold what is not for a log.
            parser.disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION);
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw malformed("more text after the value");
            }
            return value;
        } catch (IOException e) {
            throw new JsonException("$", "malformed JSON", e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw malformed("empty or cut short");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> JsonValue.Null.NULL;
            default -> throw malformed("unexpected " + token);
        };
    }

    private static BigDecimal number(JsonParser parser) throws IOException {
        BigDecimal number;
        try {
            number = parser.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new JsonException("$", "malformed JSON: a number out of all range", e);
        }
        // 1e999999999 is short to write, and endless to write out.
        if (digits(number) > MAX_DIGITS) {
            throw malformed("a number of more than " + MAX_DIGITS + " digits, written out");
        }
        return number;
    }

    private static long digits(BigDecimal number) {
        long scale = number.scale();
        return scale > 0 ? Math.max(number.precision(), 1 + scale) : number.precision() - scale;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements.isEmpty() ? List.of() : Collections.unmodifiableList(elements);
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (fields.put(name, value(parser)) != null) {
                throw malformed("a name twice in one object");
            }
        }
        return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(fields);
    }

    private static JsonException malformed(String problem) {
        return new JsonException("$", "malformed JSON: " + problem);
    }
}
