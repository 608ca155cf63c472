package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.core.vault.ChecksumRule;
import org.escrowkit.core.vault.Descriptor;
import org.escrowkit.core.vault.DescriptorException;
import org.escrowkit.core.vault.DescriptorFault;
import org.escrowkit.core.vault.RawDescriptor;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcException;
import org.junit.jupiter.api.Test;

/** P12: a real node and this library judge descriptors alike, and derive the same from them. */
abstract class DescriptorContract extends OnNode {
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final int CASES = 3000;
    private static final int INDEXES = 3;

    private static final Set<String> EXPLAINED = Set.of(
            // Hardened steps below an extended public key: the node reads them, and derives only what its wallet holds.
            "only theirs: KEY HARDENED",
            // A number has one spelling here: no leading zeros.
            "only theirs: THRESHOLD",
            "only theirs: KEY PATH_MALFORMED",
            "only theirs: white space");

    @Test
    void bothDeriveTheSameFromEveryFormThatIsReadHere() {
        long seed = 383;
        DescriptorCases cases = new DescriptorCases(new Random(seed));
        for (int i = 0; i < CASES; i++) {
            String text = cases.valid();
            String where = "seed " + seed + ", case " + i + ": " + text;
            Descriptor ours = Descriptor.parse(text, REGTEST, ChecksumRule.OPTIONAL);
            JsonValue theirs = info(text).orElseThrow(() -> new AssertionError(where));
            assertSame(where, text, ours, theirs);
        }
    }

    /** Each difference has a reason, and all are on the strict side. */
    @Test
    void bothJudgeMistakesAlike() {
        long seed = 380;
        DescriptorCases cases = new DescriptorCases(new Random(seed));
        TreeMap<String, Integer> verdicts = new TreeMap<>();
        for (int i = 0; i < CASES; i++) {
            String text = cases.mutated(cases.valid());
            String where = "seed " + seed + ", case " + i + ": " + text;
            Optional<JsonValue> theirs = info(text);
            String verdict;
            try {
                Descriptor ours = Descriptor.parse(text, REGTEST, ChecksumRule.OPTIONAL);
                assertSame(where, text, ours, theirs.orElseThrow(() -> new AssertionError("only ours: " + where)));
                verdict = "both accept";
            } catch (DescriptorException refused) {
                verdict = theirs.isEmpty() ? "both refuse" : "only theirs: " + reason(refused, text);
                assertTrue(!verdict.startsWith("only") || EXPLAINED.contains(verdict), verdict + ", " + where);
            }
            verdicts.merge(verdict, 1, Integer::sum);
        }
        System.err.println("Descriptors with a mistake, " + kind() + ": " + verdicts);
        assertTrue(verdicts.getOrDefault("both accept", 0) > CASES / 20, verdicts::toString);
        assertTrue(verdicts.getOrDefault("both refuse", 0) > CASES / 2, verdicts::toString);
    }

    @Test
    void formsForOtherMoneyAreRefusedHereByName() {
        String key = "03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd";
        String internal = key.substring(2);
        for (String form : List.of(
                "pk(K)",
                "pkh(K)",
                "wpkh(K)",
                "combo(K)",
                "tr(X)",
                "tr(X,pk(X))",
                "rawtr(X)",
                "multi(1,K)",
                "sortedmulti(1,K)",
                "sh(multi(1,K))",
                "sh(sortedmulti(1,K))",
                "sh(wpkh(K))",
                "sh(pkh(K))",
                "wsh(pk(K))",
                "wsh(pkh(K))",
                "wsh(and_v(v:pk(K),older(144)))",
                "wsh(thresh(1,pk(K)))",
                "sh(wsh(pkh(K)))")) {
            String text = form.replace("K", key).replace("X", internal);
            assertTrue(info(text).isPresent(), form);
            DescriptorException refused = assertThrows(
                    DescriptorException.class, () -> Descriptor.parse(text, REGTEST, ChecksumRule.OPTIONAL), form);
            assertEquals(DescriptorFault.UNSUPPORTED, refused.fault(), form);
        }
    }

    private static String reason(DescriptorException refused, String text) {
        // Older nodes skip white space in keys; BIP380 has none, and newer nodes refuse it.
        return refused.fault() == DescriptorFault.KEY && text.contains(" ")
                ? "white space"
                : refused.fault() + (refused.getCause() instanceof KeyException cause ? " " + cause.fault() : "");
    }

    private void assertSame(String where, String text, Descriptor ours, JsonValue theirs) {
        boolean checksum = text.contains("#");
        String body = ours.text().substring(0, ours.text().indexOf('#'));
        assertEquals(ours.body(), body, where);
        if (!checksum && ours.body().equals(text)) {
            assertEquals(theirs.get("checksum").asString(), ours.text().substring(body.length() + 1), where);
        }
        assertEquals(theirs.get("isrange").asBoolean(), ours.ranged(), where);
        if (ours.branches() == 1) {
            assertEquals(theirs.get("descriptor").asString(), ours.text(), where);
        }
        if (!(ours instanceof RawDescriptor)) {
            assertSameAddresses(where, ours);
        }
    }

    private void assertSameAddresses(String where, Descriptor ours) {
        int count = ours.ranged() ? INDEXES : 1;
        JsonValue derived = ours.ranged()
                ? node().rpc().call("deriveaddresses", ours.text(), List.of(0, count - 1))
                : node().rpc().call("deriveaddresses", ours.text());
        for (int branch = 0; branch < ours.branches(); branch++) {
            List<JsonValue> theirs = ours.branches() == 1
                    ? derived.elements()
                    : derived.elements().get(branch).elements();
            assertEquals(count, theirs.size(), where);
            for (int index = 0; index < count; index++) {
                String address = theirs.get(index).asString();
                assertEquals(
                        Scripts.of(Addresses.parse(address, REGTEST)),
                        ours.at(branch, index).scriptPubKey(),
                        where);
            }
        }
    }

    private Optional<JsonValue> info(String text) {
        try {
            return Optional.of(node().rpc().call("getdescriptorinfo", text));
        } catch (RpcException.Rejected refused) {
            return Optional.empty();
        }
    }
}
