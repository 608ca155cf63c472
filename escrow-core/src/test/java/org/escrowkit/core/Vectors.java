package org.escrowkit.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The official test vectors, in the folder that the system property {@code escrowkit.vectors} names, otherwise in
 * {@code ../shared/vectors} beside the project. Where the folder is absent, a test that asks for it is skipped and says
 * why.
 */
@NullMarked
public final class Vectors {
    private static final String PROPERTY = "escrowkit.vectors";

    /** The working directory of a test is its module's folder. */
    private static final String BESIDE_THE_PROJECT = "../../shared/vectors";

    private Vectors() {}

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Json json(String name) {
        try (JsonParser parser = new JsonFactory().createParser(bytes(name))) {
            parser.nextToken();
            return new Json(name, value(parser));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path file(String name) {
        Path folder = Path.of(System.getProperty(PROPERTY, BESIDE_THE_PROJECT));
        assumeTrue(
                Files.isDirectory(folder),
                () -> "no test vectors: " + folder.toAbsolutePath().normalize() + " is absent; -D" + PROPERTY
                        + "=<folder> names another");
        return folder.resolve(name);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    private static Map<String, Json> object(JsonParser parser) throws IOException {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, new Json(name, value(parser)));
        }
        return fields;
    }

    private static List<Json> array(JsonParser parser) throws IOException {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(new Json("#" + items.size(), value(parser)));
        }
        return items;
    }

    /** A JSON value under its name; another kind of value than the one that is asked for fails the test. */
    public record Json(String name, @Nullable Object value) {
        public Json get(String field) {
            return Objects.requireNonNull(fields().get(field), () -> name + " has no " + field);
        }

        public Map<String, Json> fields() {
            @SuppressWarnings("unchecked")
            Map<String, Json> fields = (Map<String, Json>) as(Map.class);
            return fields;
        }

        public List<Json> items() {
            @SuppressWarnings("unchecked")
            List<Json> items = (List<Json>) as(List.class);
            return items;
        }

        public String text() {
            return as(String.class);
        }

        public String text(String field) {
            return get(field).text();
        }

        private <T> T as(Class<T> type) {
            if (!type.isInstance(value)) {
                throw new AssertionError(name + " is no " + type.getSimpleName() + ": " + value);
            }
            return type.cast(value);
        }
    }
}
