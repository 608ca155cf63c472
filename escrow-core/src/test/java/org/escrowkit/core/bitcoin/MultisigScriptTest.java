package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.ScriptBuilder;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.junit.jupiter.api.Test;

class MultisigScriptTest {
    private static final String A = "02" + "11".repeat(32);
    private static final String B = "03" + "22".repeat(32);
    private static final String C = "02" + "33".repeat(32);
    private static final String TWO_OF_THREE = "52" + "21" + A + "21" + B + "21" + C + "53" + "ae";

    @Test
    void sortsTheKeysOfEveryBip67Vector() {
        List<Json> vectors =
                Vectors.json("bips/bip067-vectors.json").get("vectors").items();
        for (Json vector : vectors) {
            MultisigScript sorted = MultisigScript.sorted(2, keys(vector.get("list")));
            assertEquals(keys(vector.get("sorted")), sorted.keys());
            assertEquals(vector.text("script"), sorted.toScript().toHex());
        }
        assertEquals(4, vectors.size());
    }

    @Test
    void parsesItsTemplateAndPrintsItBack() {
        MultisigScript script =
                MultisigScript.parse(ByteString.ofHex(TWO_OF_THREE)).orElseThrow();
        assertEquals(2, script.required());
        assertEquals(
                List.of(A, B, C), script.keys().stream().map(ByteString::toHex).toList());
        assertEquals(TWO_OF_THREE, script.toScript().toHex());
    }

    @Test
    void parsesEveryNumberOfKeysThatItPrints() {
        for (int count = 1; count <= 16; count++) {
            for (int required = 1; required <= count; required++) {
                MultisigScript script = new MultisigScript(required, Collections.nCopies(count, ByteString.ofHex(A)));
                assertEquals(Optional.of(script), MultisigScript.parse(script.toScript()));
            }
        }
    }

    @Test
    void isBitcoinjsRedeemScriptOfTheSameKeys() {
        long seed = 67;
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            List<ECKey> keys = List.of(TestSpends.key(random), TestSpends.key(random), TestSpends.key(random));
            assertArrayEquals(
                    ScriptBuilder.createRedeemScript(2, keys).program(),
                    MultisigScript.sorted(
                                    2, keys.stream().map(TestSpends::publicKey).toList())
                            .toScript()
                            .toByteArray(),
                    "seed " + seed + ", keys " + i);
        }
    }

    @Test
    void parsesNoOtherScript() {
        List<String> others = List.of(
                "",
                "ae",
                "5253ae",
                TWO_OF_THREE + "00",
                "00" + TWO_OF_THREE,
                TWO_OF_THREE.substring(0, TWO_OF_THREE.length() - 2),
                TWO_OF_THREE.replaceFirst("ae$", "af"),
                TWO_OF_THREE.replaceFirst("53ae$", "52ae"),
                TWO_OF_THREE.replaceFirst("53ae$", "54ae"),
                TWO_OF_THREE.replaceFirst("^52", "54"),
                TWO_OF_THREE.replaceFirst("^52", "50"),
                TWO_OF_THREE.replaceFirst("^52", "00"),
                TWO_OF_THREE.replaceFirst("21" + A, "22" + A),
                TWO_OF_THREE.replaceFirst("21" + A, "21" + "04" + A.substring(2)),
                TWO_OF_THREE.replaceFirst("21" + C, "21" + "01" + C.substring(2)));
        for (String other : others) {
            assertEquals(Optional.empty(), MultisigScript.parse(ByteString.ofHex(other)), other);
        }
    }

    @Test
    void refusesKeysAndNumbersThatItCouldNotParseBack() {
        ByteString key = ByteString.ofHex(A);
        assertThrows(IllegalArgumentException.class, () -> new MultisigScript(1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new MultisigScript(0, List.of(key)));
        assertThrows(IllegalArgumentException.class, () -> new MultisigScript(2, List.of(key)));
        assertThrows(IllegalArgumentException.class, () -> new MultisigScript(1, Collections.nCopies(17, key)));
        assertThrows(IllegalArgumentException.class, () -> new MultisigScript(1, List.of(key.plus(0))));
    }

    private static List<ByteString> keys(Json list) {
        return list.items().stream().map(key -> ByteString.ofHex(key.text())).toList();
    }
}
