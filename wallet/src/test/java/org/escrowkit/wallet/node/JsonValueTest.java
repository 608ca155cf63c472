package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    @Test
    void w11_amounts_are_exact_to_the_digit() {
        JsonValue value = JsonValue.parse("[0.00000001, 20999999.97690000, 0.1, 1e-8, 12345678901234567890.12345678]");
        assertEquals(
                List.of("0.00000001", "20999999.97690000", "0.1", "0.00000001", "12345678901234567890.12345678"),
                value.elements().stream()
                        .map(v -> v.asDecimal().toPlainString())
                        .toList());
    }

    @Test
    void whole_numbers_are_exact_or_refused() {
        JsonValue value =
                JsonValue.parse("[2147483647, 2147483648, 9223372036854775807, 9223372036854775808, 1.5, 1.0]");
        List<JsonValue> v = value.elements();
        assertEquals(Integer.MAX_VALUE, v.get(0).asInt());
        assertThrows(JsonException.class, () -> v.get(1).asInt());
        assertEquals(Long.MAX_VALUE, v.get(2).asLong());
        assertThrows(JsonException.class, () -> v.get(3).asLong());
        assertThrows(JsonException.class, () -> v.get(4).asInt());
        assertEquals(1, v.get(5).asInt());
    }

    @Test
    void a_missing_field_and_a_wrong_type_name_their_path() {
        JsonValue value = JsonValue.parse("{\"vout\":[{\"value\":1},{\"value\":\"x\"}]}");
        JsonValue second = value.get("vout").elements().get(1);
        assertEquals(
                "$.vout[1].value",
                assertThrows(JsonException.class, () -> second.get("value").asDecimal())
                        .path());
        assertEquals(
                "$.vout[1].n",
                assertThrows(JsonException.class, () -> second.get("n")).path());
        assertEquals(
                "$.vout",
                assertThrows(JsonException.class, () -> value.get("vout").get("x"))
                        .path());
        assertEquals("$", assertThrows(JsonException.class, value::elements).path());
    }

    @Test
    void null_is_a_value_for_get_and_has_but_not_for_find() {
        JsonValue value = JsonValue.parse("{\"a\":null,\"b\":true}");
        assertTrue(value.has("a"));
        assertTrue(value.get("a").isNull());
        assertTrue(value.find("a").isEmpty());
        assertTrue(value.find("b").orElseThrow().asBoolean());
        assertFalse(value.has("c"));
        assertTrue(value.find("c").isEmpty());
    }

    @Test
    void objects_keep_their_order_and_text_round_trips() {
        String text = "{\"z\":1,\"a\":[true,false,null,\"\\u00e4\\\"\"],\"m\":{},\"e\":0.00000001}";
        JsonValue value = JsonValue.parse(text);
        assertEquals(List.of("z", "a", "m", "e"), List.copyOf(value.fields().keySet()));
        assertEquals(value, JsonValue.parse(value.toJson()));
        assertEquals(value.hashCode(), JsonValue.parse(value.toJson()).hashCode());
        assertEquals("{\"z\":1,\"a\":[true,false,null,\"ä\\\"\"],\"m\":{},\"e\":0.00000001}", value.toJson());
    }

    @Test
    void collections_cannot_be_changed() {
        JsonValue value = JsonValue.parse("{\"a\":[1]}");
        assertThrows(UnsupportedOperationException.class, () -> value.fields().clear());
        assertThrows(
                UnsupportedOperationException.class,
                () -> value.get("a").elements().clear());
    }

    @Test
    void to_string_shows_place_and_type_but_no_content() {
        JsonValue value = JsonValue.parse("{\"key\":\"cSecret\"}");
        assertEquals("$.key (a string)", value.get("key").toString());
        assertEquals("$ (an object)", value.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "[1",
                "{\"a\"",
                "{\"a\":}",
                "[1,]",
                "1 2",
                "{} x",
                "nul",
                "NaN",
                "<html></html>",
                "'a'",
                "{\"a\":1,\"a\":2}",
                "{\"a\":null,\"a\":null}",
                "1e1001",
                "1e-1001",
                "1e99999999999",
                "[01]"
            })
    void malformed_text_is_refused(String text) {
        assertEquals(
                "$",
                assertThrows(JsonException.class, () -> JsonValue.parse(text)).path());
    }

    @Test
    void nesting_digits_and_the_number_of_values_are_bounded() {
        assertTrue(JsonValue.parse("[".repeat(100) + "]".repeat(100)).elements().size() == 1);
        assertThrows(JsonException.class, () -> JsonValue.parse("[".repeat(101) + "]".repeat(101)));
        assertThrows(JsonException.class, () -> JsonValue.parse("[".repeat(1_000_000)));
        assertThrows(JsonException.class, () -> JsonValue.parse("1".repeat(101)));
        assertThrows(JsonException.class, () -> JsonValue.parse("[" + "1,".repeat(4_000_000) + "1]"));
    }

    @Test
    void a_number_has_a_hundred_digits_at_most_when_it_is_written_out() {
        for (String number : List.of(
                "1".repeat(100), "1e99", "9".repeat(98) + "e2", "1e-99", "0." + "1".repeat(99), "-123e-99", "0e99")) {
            String written = JsonValue.parse(number).toJson();
            assertEquals(written, JsonValue.parse(written).toJson());
            assertEquals(0, new BigDecimal(number).compareTo(new BigDecimal(written)));
        }
        for (String number : List.of("1e100", "9".repeat(99) + "e2", "1e-100", "0." + "1".repeat(100), "0e100")) {
            assertThrows(JsonException.class, () -> JsonValue.parse(number), number);
        }
    }

    @Test
    void a_block_of_four_million_bytes_in_hex_passes() {
        String hex = "ab".repeat(4_000_000);
        assertEquals(hex, JsonValue.parse("\"" + hex + "\"").asString());
    }

    @Test
    void decimals_are_written_plainly_and_doubles_not_at_all() {
        List<?> params = Arrays.asList(new BigDecimal("1E-8"), new BigDecimal("1E+3"), 7L, 8, null, true);
        assertEquals("[0.00000001,1000,7,8,null,true]", new String(JsonWriter.write(params), StandardCharsets.UTF_8));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(List.of(0.1)));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(new byte[1]));
    }
}
