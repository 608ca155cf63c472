package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.keys.KeyException;
import org.junit.jupiter.api.Test;

/** The vectors of the BIPs: what is read here has their scripts, the rest is refused by name. */
class DescriptorBipsTest {
    private static final BitcoinNetwork MAINNET = BitcoinNetwork.MAINNET;

    @Test
    void sortsKeysAsBip67() {
        List<Json> vectors =
                Vectors.json("bips/bip067-vectors.json").get("vectors").items();
        for (Json vector : vectors) {
            assertSorted(vector.get("list").items(), vector.text("script"));
        }
        assertEquals(4, vectors.size());
        List<Json> cores = Vectors.json("bitcoin-core/rpc_bip67.json").items();
        for (Json vector : cores) {
            assertSorted(vector.get("keys").items(), vector.text("script"));
        }
        assertEquals(4, cores.size());
    }

    private static void assertSorted(List<Json> keys, String script) {
        String list = String.join(",", keys.stream().map(Json::text).toList());
        Descriptor sorted = TestDescriptors.parse("wsh(sortedmulti(2," + list + "))", MAINNET);
        assertEquals(script, sorted.at(0, 0).witnessScript().orElseThrow().toHex());
        MultisigScript parsed = MultisigScript.parse(ByteString.ofHex(script)).orElseThrow();
        Descriptor listed = TestDescriptors.parse(
                "wsh(multi(2,"
                        + String.join(
                                ",",
                                parsed.keys().stream().map(ByteString::toHex).toList()) + "))",
                MAINNET);
        assertEquals(sorted.at(0, 0), listed.at(0, 0));
    }

    @Test
    void judgesChecksumsAsBip380() {
        Map<String, Integer> verdicts = new TreeMap<>();
        for (Json vector :
                Vectors.json("bips/bip380-vectors.json").get("checksum").items()) {
            String verdict;
            try {
                Descriptor.parse(vector.text("descriptor"), MAINNET, ChecksumRule.REQUIRED);
                verdict = "accepted";
            } catch (DescriptorException refused) {
                verdict = refused.fault().toString();
            }
            assertEquals(vector.get("checksum_valid").value(), verdict.equals("accepted"), vector.text("label"));
            verdicts.merge(verdict, 1, Integer::sum);
        }
        assertEquals(Map.of("accepted", 1, "BAD_CHARACTER", 1, "CHECKSUM_MISSING", 1, "CHECKSUM_WRONG", 5), verdicts);
    }

    @Test
    void readsTheKeysOfBip380ThatArePublicAndCompressed() {
        Map<String, Integer> verdicts = new TreeMap<>();
        for (String list : List.of("valid_key_expressions", "invalid_key_expressions")) {
            for (Json vector :
                    Vectors.json("bips/bip380-vectors.json").get(list).items()) {
                String text = "wsh(multi(1," + vector.text("key") + "))";
                verdicts.merge(list.substring(0, list.indexOf('_')) + " " + verdict(text, List.of()), 1, Integer::sum);
            }
        }
        // Hardened steps below an xpub need its private key; witness scripts have compressed keys.
        assertEquals(
                Map.of(
                        "valid accepted", 8,
                        "valid KEY PRIVATE", 9,
                        "valid KEY HARDENED", 3,
                        "valid KEY NOT_COMPRESSED", 1,
                        "invalid KEY ORIGIN_MALFORMED", 10,
                        "invalid KEY PRIVATE", 5,
                        "invalid KEY NOT_AN_EXTENDED_KEY", 1),
                verdicts);
    }

    @Test
    void readsOurFormsOfBip381To387WithTheirScriptsAndNamesTheRest() {
        assertEquals(
                Map.of(
                        "valid UNSUPPORTED",
                        17,
                        "invalid UNSUPPORTED",
                        2,
                        "invalid NOT_A_FUNCTION",
                        1,
                        "invalid MISPLACED",
                        1),
                of(381));
        assertEquals(
                Map.of(
                        "valid UNSUPPORTED",
                        12,
                        "invalid UNSUPPORTED",
                        8,
                        "invalid MISPLACED",
                        2,
                        "invalid NOT_A_FUNCTION",
                        1),
                of(382));
        assertEquals(
                Map.of("valid accepted", 1, "valid KEY PRIVATE", 3, "valid UNSUPPORTED", 5, "invalid UNSUPPORTED", 4),
                of(383));
        assertEquals(Map.of("valid UNSUPPORTED", 4, "invalid UNSUPPORTED", 3), of(384));
        assertEquals(
                Map.of("valid accepted", 4, "invalid ADDRESS", 1, "invalid HEX", 1, "invalid MISPLACED", 4), of(385));
        assertEquals(Map.of("valid UNSUPPORTED", 6, "invalid UNSUPPORTED", 4), of(386));
        assertEquals(Map.of("valid UNSUPPORTED", 6, "invalid UNSUPPORTED", 7), of(387));
    }

    @Test
    void branchesAsBip389() {
        assertEquals(Map.of("valid UNSUPPORTED", 6, "invalid UNSUPPORTED", 8), of(389));
        // None of its vectors has a form that is read here. Their keys do, within one.
        Map<String, Integer> verdicts = new TreeMap<>();
        for (Json vector : bip(389).get("valid").items()) {
            String ours = inOurForm(vector.text("descriptor"));
            String verdict = verdict(ours, List.of());
            verdicts.merge("valid " + verdict, 1, Integer::sum);
            List<Json> branches = vector.get("expands_to").items();
            for (int i = 0; verdict.equals("accepted") && i < branches.size(); i++) {
                Descriptor all = TestDescriptors.parse(ours, MAINNET);
                Descriptor one = TestDescriptors.parse(inOurForm(branches.get(i).text()), MAINNET);
                assertEquals(branches.size(), all.branches(), ours);
                assertEquals(one.at(0, 3), all.at(i, 3), ours);
            }
        }
        for (Json vector : bip(389).get("invalid").items()) {
            verdicts.merge("invalid " + verdict(inOurForm(vector.text("descriptor")), List.of()), 1, Integer::sum);
        }
        assertEquals(
                Map.of(
                        "valid accepted", 5,
                        "valid KEY PRIVATE", 1,
                        "invalid KEY PATH_MALFORMED", 4,
                        "invalid KEY ORIGIN_MALFORMED", 1,
                        "invalid KEY PRIVATE", 2,
                        "invalid UNSUPPORTED", 1),
                verdicts);
    }

    private static String inOurForm(String text) {
        if (text.startsWith("sh(multi(")) {
            return "sh(wsh(" + text.substring(3) + ")";
        }
        if (text.startsWith("multi(")) {
            return "wsh(" + text + ")";
        }
        return text.startsWith("tr(") ? text : "wsh(multi(1," + text.substring(text.indexOf('(') + 1) + ")";
    }

    private static Json bip(int number) {
        return Vectors.json("bips/bip" + number + "-descriptor-vectors.json");
    }

    private static Map<String, Integer> of(int bip) {
        Map<String, Integer> verdicts = new TreeMap<>();
        for (Json vector : bip(bip).get("valid").items()) {
            List<Json> scripts =
                    bip == 389 ? List.of() : vector.get("expands_to").items();
            verdicts.merge("valid " + verdict(vector.text("descriptor"), scripts), 1, Integer::sum);
        }
        for (Json vector : bip(bip).get("invalid").items()) {
            verdicts.merge("invalid " + verdict(vector.text("descriptor"), List.of()), 1, Integer::sum);
        }
        return verdicts;
    }

    private static String verdict(String text, List<Json> scripts) {
        try {
            Descriptor read = TestDescriptors.parse(text, MAINNET);
            for (int i = 0; i < scripts.size(); i++) {
                assertEquals(scripts.get(i).text(), read.at(0, i).scriptPubKey().toHex(), text);
            }
            return "accepted";
        } catch (DescriptorException refused) {
            String key = refused.getCause() instanceof KeyException cause ? " " + cause.fault() : "";
            return refused.fault() + key;
        }
    }
}
