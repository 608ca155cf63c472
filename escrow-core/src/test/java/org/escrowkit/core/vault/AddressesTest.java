package org.escrowkit.core.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Scripts;
import org.junit.jupiter.api.Test;

/** The official vectors of addresses, on every network, and every difference from Bitcoin Core. */
class AddressesTest {
    private static final List<BitcoinNetwork> NETWORKS = List.of(BitcoinNetwork.values());
    /** What Core's vectors call the chains; testnet4 writes its addresses as testnet3 does. */
    private static final Map<String, BitcoinNetwork> CHAINS = Map.of(
            "main", BitcoinNetwork.MAINNET,
            "test", BitcoinNetwork.TESTNET,
            "testnet4", BitcoinNetwork.TESTNET,
            "signet", BitcoinNetwork.SIGNET,
            "regtest", BitcoinNetwork.REGTEST);

    /** S10. */
    @Test
    void readsEveryAddressOfCoreOnItsNetworkAndNoneOnANetworkThatWritesOthers() {
        List<Json> vectors = Vectors.json("bitcoin-core/key_io_valid.json").items();
        Map<String, Integer> counts = new TreeMap<>();
        for (Json vector : vectors) {
            String text = vector.items().get(0).text();
            Json about = vector.items().get(2);
            BitcoinNetwork network =
                    Optional.ofNullable(CHAINS.get(about.text("chain"))).orElseThrow();
            if (Boolean.TRUE.equals(about.get("isPrivkey").value())) {
                assertEquals(Set.of(), acceptedOn(text), text);
                counts.merge("private key, refused on all", 1, Integer::sum);
                continue;
            }
            String script = vector.items().get(1).text();
            assertEquals(script, scriptOf(text, network), text);
            Set<BitcoinNetwork> accepted = acceptedOn(text);
            accepted.forEach(other -> assertEquals(script, scriptOf(text, other), text));
            assertEquals(writersOf(text, network), accepted, text);
            if (about.fields().containsKey("tryCaseFlip")) {
                assertEquals(script, scriptOf(text.toUpperCase(Locale.ROOT), network), text);
                counts.merge("segwit, upper case too", 1, Integer::sum);
            } else {
                assertEquals(Set.of(), acceptedOn(text.toUpperCase(Locale.ROOT)), text);
                counts.merge("base58", 1, Integer::sum);
            }
        }
        assertEquals(70, vectors.size());
        assertEquals(Map.of("private key, refused on all", 16, "base58", 22, "segwit, upper case too", 32), counts);
    }

    /** The networks whose addresses look alike; Core's test knows each by one of them only. */
    private static Set<BitcoinNetwork> writersOf(String text, BitcoinNetwork network) {
        if (network == BitcoinNetwork.MAINNET || text.startsWith("bcrt1")) {
            return Set.of(network);
        }
        return text.startsWith("tb1")
                ? Set.of(BitcoinNetwork.TESTNET, BitcoinNetwork.SIGNET)
                : Set.of(BitcoinNetwork.TESTNET, BitcoinNetwork.SIGNET, BitcoinNetwork.REGTEST);
    }

    @Test
    void refusesOnEveryNetworkWhatCoreRefuses() {
        List<Json> vectors = Vectors.json("bitcoin-core/key_io_invalid.json").items();
        for (Json vector : vectors) {
            String text = vector.items().get(0).text();
            assertEquals(Set.of(), acceptedOn(text), text);
        }
        assertEquals(70, vectors.size());
    }

    /**
     * S10. BIP173's addresses of version 1 and above have the checksum that BIP350 replaced. The one difference from
     * Bitcoin Core: a version 1 program of another length than taproot's 32 bytes is refused, for anybody can spend it.
     */
    @Test
    void readsSegwitAddressesWithTheChecksumOfTheirVersion() {
        Map<String, Integer> counts = new TreeMap<>();
        for (String bip : List.of("bip173", "bip350")) {
            Json vectors = Vectors.json("bips/" + bip + "-vectors.json");
            for (Json vector : vectors.get("valid_addresses").items()) {
                String text = vector.text("address");
                boolean mainnet = text.toLowerCase(Locale.ROOT).startsWith("bc1");
                String script = vector.text("scriptPubKey");
                if (bip.equals("bip173") && !script.startsWith("00")) {
                    assertEquals(Set.of(), acceptedOn(text), text);
                    counts.merge(bip + " superseded, refused", 1, Integer::sum);
                    continue;
                }
                if (script.startsWith("5128")) {
                    assertEquals(Set.of(), acceptedOn(text), text);
                    counts.merge(bip + " version 1 of 40 bytes, refused", 1, Integer::sum);
                    continue;
                }
                for (BitcoinNetwork network : acceptedOn(text)) {
                    assertEquals(script, scriptOf(text, network));
                }
                assertEquals(
                        mainnet
                                ? Set.of(BitcoinNetwork.MAINNET)
                                : Set.of(BitcoinNetwork.TESTNET, BitcoinNetwork.SIGNET),
                        acceptedOn(text));
                counts.merge(bip + " valid", 1, Integer::sum);
            }
            for (Json vector : vectors.get("invalid_addresses").items()) {
                assertEquals(Set.of(), acceptedOn(vector.text("address")), vector.text("reason"));
                counts.merge(bip + " invalid", 1, Integer::sum);
            }
            for (Json text : vectors.get("valid_strings").items()) {
                assertEquals(Set.of(), acceptedOn(text.text()), "bech32, and yet no address");
                counts.merge(bip + " string", 1, Integer::sum);
            }
            for (Json vector : vectors.get("invalid_strings").items()) {
                assertEquals(Set.of(), acceptedOn(vector.text("string_latin1")), vector.text("reason"));
                counts.merge(bip + " invalid string", 1, Integer::sum);
            }
        }
        assertEquals(
                "{bip173 invalid=10, bip173 invalid string=12, bip173 string=7, bip173 superseded, refused=3,"
                        + " bip173 valid=3, bip350 invalid=15, bip350 invalid string=14, bip350 string=7,"
                        + " bip350 valid=7, bip350 version 1 of 40 bytes, refused=1}",
                counts.toString());
    }

    @Test
    void bitcoinjsBase58WhichReadsThemIsCores() {
        List<Json> vectors =
                Vectors.json("bitcoin-core/base58_encode_decode.json").items();
        for (Json vector : vectors) {
            ByteString bytes = ByteString.ofHex(vector.items().get(0).text());
            String text = vector.items().get(1).text();
            assertEquals(text, Base58.encode(bytes.toByteArray()));
            assertEquals(bytes, ByteString.of(Base58.decode(text)));
        }
        assertEquals(21, vectors.size());
    }

    @Test
    void refusesWhatIsNoAddressWithItsPlace() {
        String address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        Map<String, Integer> wrong = new TreeMap<>(
                Map.of("", 0, " " + address, 0, address + "\n", 42, address + "\u00a0", 42, "1".repeat(91), 90));
        // The Kelvin sign's lower case is the letter k.
        wrong.put(address.toUpperCase(Locale.ROOT).replace('K', '\u212a'), 35);
        wrong.put("1".repeat(5_000_000), 90);
        // One step further on, what these have is for the formats to refuse.
        wrong.putAll(Map.of("1".repeat(90), 0, address + "~", 0, address + " ", 42, address + "\u007f", 42));
        wrong.forEach((text, offset) -> {
            MalformedException refused =
                    assertThrows(MalformedException.class, () -> Addresses.parse(text, BitcoinNetwork.MAINNET));
            assertEquals(offset, refused.offset());
            assertEquals("address", refused.subject());
        });
    }

    /** Once more than Base58's and Bech32's own vectors: every single typo is seen. */
    @Test
    void seesEveryTypo() {
        for (String address : List.of(
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo")) {
            assertEquals(Set.of(BitcoinNetwork.MAINNET), acceptedOn(address));
            for (int i = 0; i < address.length(); i++) {
                char typo = address.charAt(i) == 'q' ? 'p' : 'q';
                String text = address.substring(0, i) + typo + address.substring(i + 1);
                assertEquals(Set.of(), acceptedOn(text), text);
            }
        }
    }

    private static String scriptOf(String text, BitcoinNetwork network) {
        return Scripts.of(Addresses.parse(text, network)).toHex();
    }

    private static Set<BitcoinNetwork> acceptedOn(String text) {
        List<BitcoinNetwork> accepted = new ArrayList<>();
        for (BitcoinNetwork network : NETWORKS) {
            try {
                Addresses.parse(text, network);
                accepted.add(network);
            } catch (MalformedException refused) {
                assertEquals("address", refused.subject());
            }
        }
        return Set.copyOf(accepted);
    }
}
