package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.keys.KeyException;
import org.junit.jupiter.api.Test;

/** Bitcoin Core's own descriptor tests: what is read here has Core's scripts, the rest is refused by name. */
class CoreDescriptorsTest {
    /** The forms that are read here. */
    private static final Pattern OURS = Pattern.compile("(sh\\()?wsh\\((sorted)?multi\\(.*|(addr|raw)\\(.*");

    @Test
    void readsWhatCoreReadsInOurFormsWithTheSameScripts() {
        int ours = 0;
        Map<String, Integer> refused = new TreeMap<>();
        for (Json vector : vectors("valid")) {
            String text = vector.text("public");
            try {
                Descriptor read = TestDescriptors.parse(text, BitcoinNetwork.MAINNET);
                List<Json> positions = vector.get("scripts_per_position").items();
                for (int i = 0; i < positions.size(); i++) {
                    List<Json> scripts = positions.get(i).items();
                    assertEquals(1, scripts.size());
                    assertEquals(
                            scripts.get(0).text(), read.at(0, i).scriptPubKey().toHex(), text);
                }
                ours++;
            } catch (DescriptorException named) {
                refused.merge(reason(named, text), 1, Integer::sum);
            }
        }
        assertEquals(71, vectors("valid").size());
        assertEquals(4, ours);
        // The one of our form: a hardened step below an xpub. Core reads it, and cannot derive it without private keys.
        assertEquals(Map.of("UNSUPPORTED", 66, "ours: KEY HARDENED", 1), refused);
    }

    @Test
    void refusesThePrivateKeysThatCoreReads() {
        Map<String, Integer> refused = new TreeMap<>();
        for (Json vector : vectors("valid")) {
            String text = vector.text("private");
            if (!text.isEmpty() && !text.equals(vector.text("public"))) {
                DescriptorException named = TestDescriptors.refusal(text, BitcoinNetwork.MAINNET);
                refused.merge(reason(named, text), 1, Integer::sum);
            }
        }
        assertEquals(Map.of("UNSUPPORTED", 66, "ours: KEY PRIVATE", 5), refused);
    }

    @Test
    void refusesWhatCoreRefuses() {
        Map<DescriptorFault, Integer> faults = new EnumMap<>(DescriptorFault.class);
        int texts = 0;
        for (Json vector : vectors("unparsable")) {
            for (String text : distinct(vector.text("public"), vector.text("private"))) {
                DescriptorException refused = TestDescriptors.refusal(text, BitcoinNetwork.MAINNET);
                faults.merge(refused.fault(), 1, Integer::sum);
                texts++;
            }
        }
        assertEquals(98, vectors("unparsable").size());
        assertEquals(175, texts);
        assertEquals(
                Map.of(
                        DescriptorFault.UNSUPPORTED, 137,
                        DescriptorFault.CHECKSUM_WRONG, 14,
                        DescriptorFault.KEY, 10,
                        DescriptorFault.MISPLACED, 6,
                        DescriptorFault.NOT_A_FUNCTION, 4,
                        DescriptorFault.HEX, 2,
                        DescriptorFault.ADDRESS, 1,
                        DescriptorFault.BAD_CHARACTER, 1),
                faults);
    }

    private static List<String> distinct(String... texts) {
        List<String> distinct = new ArrayList<>();
        for (String text : texts) {
            if (!text.isEmpty() && !distinct.contains(text)) {
                distinct.add(text);
            }
        }
        return distinct;
    }

    private static String reason(DescriptorException refused, String text) {
        String prefix = OURS.matcher(text).matches() ? "ours: " : "";
        return prefix + refused.fault() + (refused.getCause() instanceof KeyException key ? " " + key.fault() : "");
    }

    private static List<Json> vectors(String which) {
        return Vectors.json("bitcoin-core/descriptor_tests_strings.json")
                .get(which)
                .items();
    }
}
