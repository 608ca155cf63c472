package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.regex.Pattern;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptsTest {
    private static final String P2PKH = "76a914" + "11".repeat(20) + "88ac";
    private static final String P2SH = "a914" + "11".repeat(20) + "87";
    private static final String P2WPKH = "0014" + "11".repeat(20);
    private static final String P2WSH = "0020" + "11".repeat(32);
    private static final String P2TR = "5120" + "11".repeat(32);

    /** Bitcoin Core's numbers at its default dust relay rate; a node is asked for them in regtest. */
    @ParameterizedTest
    @CsvSource({
        "P2PKH, 76a914{20}88ac, 546",
        "P2SH, a914{20}87, 540",
        "P2WPKH, 0014{20}, 294",
        "P2WSH, 0020{32}, 330",
        "P2TR, 5120{32}, 330",
        "P2A, 51024e73, 240",
        "a future witness program of 40 bytes, 5228{40}, 354",
        "P2PK compressed, 2102{32}ac, 576",
        "P2PK uncompressed, 4104{64}ac, 672",
        "bare 1-of-2 multisig, 512102{32}2102{32}52ae, 684",
        "an empty script, '', 471",
        "no witness program for its length, 0015{20}, 537",
        "a witness program too long, 5129{41}, 600",
        "OP_RETURN, 6a, 0",
        "OP_RETURN with data, 6a14{20}, 0",
        "252 bytes, 51{251}, 1227",
        "253 bytes, 51{252}, 1236",
        "the longest script that can run, 51{9999}, 30477",
        "a script too long to run, 51{10000}, 0",
    })
    void knowsTheDustLimitOfEveryOutput(String type, String script, long sats) {
        String hex = Pattern.compile("\\{(\\d+)}")
                .matcher(script)
                .replaceAll(length -> "11".repeat(Integer.parseInt(length.group(1))));
        assertEquals(Coin.valueOf(sats), Scripts.dustLimit(ByteString.ofHex(hex)), type);
    }

    @ParameterizedTest
    @CsvSource({
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2, 76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac",
        "3P14159f73E4gFr7JterCCQh9QjiTjiZrG, a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3, "
                + "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0, "
                + "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    })
    void writesTheScriptOfAnAddressOfEveryStandardType(String text, String script) {
        Address address = AddressParser.getDefault(BitcoinNetwork.MAINNET).parseAddress(text);
        assertEquals(script, Scripts.of(address).toHex());
    }

    @Test
    void findsTheAddressOfASegwitOutputForTheNetwork() {
        String address = "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7";
        ByteString script =
                Scripts.of(AddressParser.getDefault(BitcoinNetwork.TESTNET).parseAddress(address));
        assertEquals(
                Optional.of(address),
                Scripts.segwitAddress(script, BitcoinNetwork.TESTNET).map(Address::toString));
        assertEquals(
                Optional.of("bc1p"),
                Scripts.segwitAddress(ByteString.ofHex(P2TR), BitcoinNetwork.MAINNET)
                        .map(found -> found.toString().substring(0, 4)));
    }

    /** BIP350's example of the last version, 16. */
    @Test
    void findsTheAddressOfEveryWitnessVersion() {
        assertEquals(
                Optional.of("bc1sw50qgdz25j"),
                Scripts.segwitAddress(ByteString.ofHex("6002751e"), BitcoinNetwork.MAINNET)
                        .map(Address::toString));
    }

    /** Anybody may pay to such a script, so meeting one must not be an error. */
    @Test
    void findsNoAddressInAnyOtherScript() {
        String v0of21Bytes = "0015" + "11".repeat(21);
        String v0of2Bytes = "00024e73";
        String noVersion = "4f024e73";
        String beyondVersion16 = "61024e73";
        for (String script : new String[] {
            "", "00", "0014", "002011", P2PKH, P2SH, v0of21Bytes, v0of2Bytes, noVersion, beyondVersion16
        }) {
            assertEquals(
                    Optional.empty(), Scripts.segwitAddress(ByteString.ofHex(script), BitcoinNetwork.MAINNET), script);
        }
    }

    @Test
    void tellsP2wshFromItsLookalikes() {
        assertTrue(Scripts.isP2wsh(ByteString.ofHex(P2WSH)));
        for (String other : new String[] {P2TR, P2WPKH, P2WSH + "00", "0021" + "11".repeat(32), ""}) {
            assertFalse(Scripts.isP2wsh(ByteString.ofHex(other)), other);
        }
    }
}
