package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.junit.jupiter.api.Test;

/** The key expressions in the vectors of BIP380, BIP388 and BIP389. */
class KeyExpressionVectorsTest {
    /** A key with origin and path inside a descriptor: long, and without what structures the descriptor. */
    private static final Pattern KEY = Pattern.compile("(?:\\[[^\\[\\](),]*+\\])?+[0-9A-Za-z]{50,}+[^(),{}]*+");

    /**
     * Of BIP380's 21 valid key expressions 8 are read. 13 are refused by intent: nine private keys, one uncompressed
     * key, which a P2WSH script must not hold (BIP143), and three whose steps below an xpub are hardened, so that
     * nobody could derive their keys without a private one.
     */
    @Test
    void readsEveryValidKeyExpressionOfBip380OrRefusesItByIntent() {
        Map<KeyFault, Integer> refused = new EnumMap<>(KeyFault.class);
        List<Json> valid = Vectors.json("bips/bip380-vectors.json")
                .get("valid_key_expressions")
                .items();
        int read = 0;
        for (Json expression : valid) {
            String text = expression.text("key");
            try {
                assertEquals(text.replace('\'', 'h'), KeyExpression.parse(text).toString(), expression.text("label"));
                read++;
            } catch (KeyException fault) {
                refused.merge(fault.fault(), 1, Integer::sum);
            }
        }
        assertEquals(21, valid.size());
        assertEquals(8, read);
        assertEquals(Map.of(KeyFault.PRIVATE, 9, KeyFault.NOT_COMPRESSED, 1, KeyFault.HARDENED, 3), refused);
    }

    /** Eight of the 16 are malformed around a private key; what is wrong first is named. */
    @Test
    void refusesEveryInvalidKeyExpressionOfBip380() {
        List<Json> invalid = Vectors.json("bips/bip380-vectors.json")
                .get("invalid_key_expressions")
                .items();
        Map<KeyFault, Integer> faults = new EnumMap<>(KeyFault.class);
        for (Json expression : invalid) {
            KeyException refused = assertThrows(
                    KeyException.class, () -> KeyExpression.parse(expression.text("key")), expression.text("label"));
            faults.merge(refused.fault(), 1, Integer::sum);
        }
        assertEquals(16, invalid.size());
        assertEquals(
                Map.of(KeyFault.ORIGIN_MALFORMED, 10, KeyFault.PRIVATE, 5, KeyFault.NOT_AN_EXTENDED_KEY, 1), faults);
    }

    /**
     * Of the nine keys in BIP389's valid descriptors, one is private; the other eight have as many branches as it
     * lists.
     */
    @Test
    void expandsTheMultipathKeysOfBip389() {
        int read = 0;
        int refused = 0;
        for (Json vector :
                Vectors.json("bips/bip389-descriptor-vectors.json").get("valid").items()) {
            List<String> keys = keys(vector.text("descriptor"));
            List<Json> expanded = vector.get("expands_to").items();
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i).contains("prv")) {
                    assertFault(KeyFault.PRIVATE, keys.get(i));
                    refused++;
                    continue;
                }
                KeyExpression key = KeyExpression.parse(keys.get(i));
                assertEquals(keys.get(i), key.toString());
                for (int branch = 0; branch < expanded.size(); branch++) {
                    KeyExpression single = KeyExpression.parse(
                            keys(expanded.get(branch).text()).get(i));
                    assertEquals(1, single.branches());
                    int own = key.branches() == 1 ? 0 : branch;
                    assertEquals(single.key(0, 5), key.key(own, 5));
                    assertEquals(single.originOf(0, 5), key.originOf(own, 5));
                }
                read++;
            }
        }
        assertEquals(8, read);
        assertEquals(1, refused);
    }

    /** Two of the eight fail only as a whole descriptor (lengths that differ between keys); its keys are good ones. */
    @Test
    void refusesTheMalformedMultipathKeysOfBip389() {
        Map<KeyFault, Integer> faults = new EnumMap<>(KeyFault.class);
        List<Json> invalid = Vectors.json("bips/bip389-descriptor-vectors.json")
                .get("invalid")
                .items();
        int ofDescriptors = 0;
        for (Json vector : invalid) {
            if (vector.text("reason").equals("Multipath specifiers of mismatched lengths")) {
                ofDescriptors++;
                continue;
            }
            String descriptor = vector.text("descriptor");
            String key = descriptor.substring(descriptor.indexOf('(') + 1, descriptor.length() - 1);
            KeyException refused = assertThrows(KeyException.class, () -> KeyExpression.parse(key), descriptor);
            faults.merge(refused.fault(), 1, Integer::sum);
        }
        assertEquals(8, invalid.size());
        assertEquals(2, ofDescriptors);
        assertEquals(Map.of(KeyFault.PATH_MALFORMED, 4, KeyFault.ORIGIN_MALFORMED, 1, KeyFault.PRIVATE, 1), faults);
    }

    /** The keys of BIP388's policies, which are keys with origins and no path. */
    @Test
    void readsTheKeysOfBip388AndPrintsThemWithH() {
        int read = 0;
        for (Json vector : Vectors.json("bips/bip388-vectors.json").get("valid").items()) {
            for (Json key : vector.get("keys_info").items()) {
                String printed = KeyExpression.parse(key.text()).toString();
                assertEquals(key.text().replace('\'', 'h'), printed);
                read++;
            }
        }
        assertEquals(20, read);
    }

    private static List<String> keys(String descriptor) {
        List<String> keys = new ArrayList<>();
        KEY.matcher(descriptor).results().forEach(match -> keys.add(match.group()));
        return keys;
    }

    private static void assertFault(KeyFault fault, String text) {
        assertEquals(
                fault,
                assertThrows(KeyException.class, () -> KeyExpression.parse(text))
                        .fault());
    }
}
