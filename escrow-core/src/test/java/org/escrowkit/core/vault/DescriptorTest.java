package org.escrowkit.core.vault;

import static org.escrowkit.core.vault.TestDescriptors.KEY;
import static org.escrowkit.core.vault.TestDescriptors.OTHER_KEY;
import static org.escrowkit.core.vault.TestDescriptors.assertRefused;
import static org.escrowkit.core.vault.TestDescriptors.parse;
import static org.escrowkit.core.vault.TestDescriptors.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static final BitcoinNetwork MAINNET = BitcoinNetwork.MAINNET;
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final List<TestDescriptors.Party> PARTIES =
            IntStream.range(100, 105).mapToObj(TestDescriptors.Party::seeded).toList();
    private static final String TPUB = PARTIES.get(0).xpub();
    private static final String XPUB = TestKeys.seeded(101, MAINNET).xpub().toString();

    /** P11. */
    @Test
    void everyFormIsAFixedPointOfReadingAndWriting() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String text = TestDescriptors.random(random, PARTIES);
            String where = "seed " + seed + ", case " + i + ": " + text;
            Descriptor once = parse(text, REGTEST);
            assertEquals(text, once.body(), where);
            Descriptor again = Descriptor.parse(once.text(), REGTEST, ChecksumRule.REQUIRED);
            assertEquals(once, again, where);
            assertEquals(once.text(), again.toString(), where);
        }
    }

    @Test
    void writesOneSpellingOfWhatHasSeveral() {
        String origin = "[D34DB33F/48'/1h/0']";
        String tpub = "[d34db33f/48h/1h/0h]" + TPUB + "/0/*";
        assertEquals(
                "wsh(multi(1," + tpub + "))",
                parse("wsh(multi(1," + origin + TPUB + "/0/*))", REGTEST).body());
        assertEquals("raw(deadbeef)", parse("raw(DEADbeef)", MAINNET).body());
        assertEquals(
                "addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)",
                parse("addr(BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4)", MAINNET)
                        .body());
    }

    @Test
    void knowsEveryScriptBehindTheOutput() {
        DescriptorScripts plain =
                parse("wsh(multi(1," + KEY + "," + OTHER_KEY + "))", MAINNET).at(0, 0);
        DescriptorScripts sorted = parse("wsh(sortedmulti(1," + KEY + "," + OTHER_KEY + "))", MAINNET)
                .at(0, 0);
        DescriptorScripts nested = parse("sh(wsh(multi(1," + KEY + "," + OTHER_KEY + ")))", MAINNET)
                .at(0, 0);
        assertEquals(
                "5121" + KEY + "21" + OTHER_KEY + "52ae",
                plain.witnessScript().orElseThrow().toHex());
        assertEquals(
                "5121" + OTHER_KEY + "21" + KEY + "52ae",
                sorted.witnessScript().orElseThrow().toHex());
        assertEquals(Scripts.p2wsh(plain.witnessScript().orElseThrow()), plain.scriptPubKey());
        assertEquals(Optional.empty(), plain.redeemScript());
        assertEquals(plain.witnessScript(), nested.witnessScript());
        assertEquals(Optional.of(plain.scriptPubKey()), nested.redeemScript());
        assertEquals(23, nested.scriptPubKey().size());
        assertEquals(Optional.empty(), parse("raw(00)", MAINNET).at(0, 0).witnessScript());
    }

    @Test
    void aMultipathIsOneDescriptorForEachOfItsBranches() {
        Descriptor both = parse("wsh(multi(1," + TPUB + "/<0;1>/*," + KEY + "))", REGTEST);
        assertEquals(2, both.branches());
        assertTrue(both.ranged());
        for (int branch = 0; branch < 2; branch++) {
            Descriptor single = parse("wsh(multi(1," + TPUB + "/" + branch + "/*," + KEY + "))", REGTEST);
            assertEquals(1, single.branches());
            assertEquals(single.at(0, 9), both.at(branch, 9));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> both.at(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> both.at(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> both.at(0, -1));
        assertThrows(
                IndexOutOfBoundsException.class, () -> parse("raw(00)", REGTEST).at(1, 0));
        for (String one : List.of("wsh(multi(1," + TPUB + "/0," + KEY + "))", "raw(00)", "addr(bcrt1sw50qt2uwha)")) {
            assertFalse(parse(one, REGTEST).ranged(), one);
        }
    }

    @Test
    void demandsAChecksumWhereTheCallerDoes() {
        String text = "raw(deadbeef)#89f8spxm";
        assertEquals(
                text, Descriptor.parse(text, MAINNET, ChecksumRule.REQUIRED).text());
        DescriptorException missing = assertThrows(
                DescriptorException.class, () -> Descriptor.parse("raw(deadbeef)", MAINNET, ChecksumRule.REQUIRED));
        assertEquals(DescriptorFault.CHECKSUM_MISSING, missing.fault());
        assertEquals(13, missing.position());
        DescriptorException empty = assertThrows(
                DescriptorException.class,
                () -> Descriptor.parse("#" + DescriptorChecksum.of(""), MAINNET, ChecksumRule.REQUIRED));
        assertEquals(DescriptorFault.NOT_A_FUNCTION, empty.fault());
        assertRefused(DescriptorFault.CHECKSUM_WRONG, 14, "raw(deedbeef)#89f8spxm");
        assertRefused(DescriptorFault.CHECKSUM_WRONG, 14, "raw(deadbeef)#89f8spxmx");
        assertRefused(DescriptorFault.CHECKSUM_WRONG, 14, "raw(deadbeef)#");
        assertRefused(DescriptorFault.CHECKSUM_WRONG, 14, "raw(deadbeef)#89F8SPXM");
        assertRefused(DescriptorFault.CHECKSUM_WRONG, 14, "raw(deadbeef)##9f8spxm");
    }

    @Test
    void refusesOtherFormsByNameAndPlace() {
        for (String name : List.of("pk", "pkh", "wpkh", "combo", "tr", "rawtr", "multi", "sortedmulti", "unused")) {
            assertNamed(name, 0, name + "(" + KEY + ")");
        }
        for (String name : List.of("pk", "pkh", "wpkh", "multi", "sortedmulti", "multi_a")) {
            assertNamed("sh(" + name, 3, "sh(" + name + "(" + KEY + "))");
        }
        for (String name : List.of("pk", "pkh", "older", "and_v", "thresh", "ndv:after", "multi_a", "sha256")) {
            assertNamed("wsh(" + name, 4, "wsh(" + name + "(1))");
            assertNamed("sh(wsh(" + name, 7, "sh(wsh(" + name + "(1)))");
        }
        assertNamed("multi(musig", 12, "wsh(multi(1,musig(" + KEY + "," + OTHER_KEY + ")))");
    }

    private static void assertNamed(String name, int position, String text) {
        assertRefused(DescriptorFault.UNSUPPORTED, position, text);
        String message = String.valueOf(refusal(text, MAINNET).getMessage());
        assertTrue(message.contains(" " + name + "(…)"), message);
    }

    @Test
    void refusesWhatIsMisplacedOrUnknown() {
        for (String inner : List.of("sh(raw(00))", "sh(addr(x))", "sh(sh(wsh(multi(1," + KEY + "))))")) {
            assertRefused(DescriptorFault.MISPLACED, 3, inner);
        }
        for (String inner : List.of("wsh(raw(00))", "wsh(wsh(multi(1," + KEY + ")))", "wsh(sh(" + KEY + "))")) {
            assertRefused(DescriptorFault.MISPLACED, 4, inner);
        }
        assertRefused(DescriptorFault.MISPLACED, 12, "wsh(multi(1,multi(1," + KEY + ")))");
        assertRefused(DescriptorFault.UNKNOWN_FUNCTION, 0, "wsx(" + KEY + ")");
        assertRefused(DescriptorFault.UNKNOWN_FUNCTION, 0, "WSH(multi(1," + KEY + "))");
        assertRefused(DescriptorFault.UNKNOWN_FUNCTION, 4, "wsh( multi(1," + KEY + "))");
        assertRefused(DescriptorFault.UNKNOWN_FUNCTION, 0, "(" + KEY + ")");
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 0, "");
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 0, KEY);
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 4, "wsh(" + KEY + ")");
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 4, "wsh()");
        assertTrue(String.valueOf(refusal("wsh()", MAINNET).getMessage()).contains("expected within wsh()"));
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 4, "wsh(");
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 78, "wsh(multi(1," + KEY + ")");
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 81, "wsh(multi(1," + KEY + ")) ");
        assertRefused(DescriptorFault.KEY, 12, "wsh(multi(1," + KEY + ")))");
    }

    @Test
    void refusesWrongNumbers() {
        for (String number : List.of("0", "a", "", "-1", "+1", "01", "1 ", "1000", "2", "4294967297")) {
            assertRefused(DescriptorFault.THRESHOLD, 10, "wsh(multi(" + number + "," + KEY + "))");
        }
        assertRefused(DescriptorFault.KEY_COUNT, 11, "wsh(multi(1))");
        assertRefused(DescriptorFault.KEY, 12, "wsh(multi(1,))");
        assertRefused(DescriptorFault.KEY, 79, "wsh(multi(1," + KEY + ",))");
        String twenty = ("," + KEY).repeat(20);
        assertEquals(
                20,
                ((MultisigDescriptor) parse("wsh(multi(20" + twenty + "))", MAINNET))
                        .keys()
                        .size());
        assertRefused(DescriptorFault.KEY_COUNT, 12 + twenty.length(), "wsh(multi(20" + twenty + "," + KEY + "))");
        assertThrows(IllegalArgumentException.class, () -> new MultisigDescriptor(false, true, 1, List.of()));
    }

    @Test
    void refusesTextThatIsNoArgument() {
        assertRefused(DescriptorFault.HEX, 4, "raw()");
        assertRefused(DescriptorFault.HEX, 7, "raw(abc)");
        assertRefused(DescriptorFault.HEX, 5, "raw(a df)");
        assertRefused(DescriptorFault.ADDRESS, 5, "addr(asdf)");
        assertRefused(DescriptorFault.ADDRESS, 5, "addr()");
        assertRefused(DescriptorFault.BAD_CHARACTER, 4, "raw(Ü)");
        assertRefused(DescriptorFault.TOO_LONG, 16_384, "raw(" + "00".repeat(10_000) + ")");
        assertRefused(DescriptorFault.TOO_LONG, 16_384, "0".repeat(16_385));
        assertRefused(DescriptorFault.NOT_A_FUNCTION, 0, "0".repeat(16_384));
    }

    /** S9. */
    @Test
    void refusesPathsThatPublicKeysCannotFollow() {
        for (String path : List.of("/0h/*", "/*h", "/0'/0", "/<0h;1>/*")) {
            DescriptorException refused = refusal("wsh(multi(1," + XPUB + path + "))", MAINNET);
            assertEquals(KeyFault.HARDENED, ((KeyException) cause(refused)).fault(), path);
            assertTrue(refused.position() > 12 + XPUB.length(), path);
        }
        for (String path : List.of("/2147483648/*", "/*/0", "/<0;1>/<0;1>/*", "/<0>/*", "/-1", "/0x1", "//", "/")) {
            assertEquals(
                    DescriptorFault.KEY,
                    refusal("wsh(multi(1," + XPUB + path + "))", MAINNET).fault(),
                    path);
        }
        assertRefused(
                DescriptorFault.MULTIPATH,
                12 + XPUB.length() + 9,
                "wsh(multi(1," + XPUB + "/<0;1>/*," + XPUB + "/<0;1;2>/*))");
    }

    /** S8. */
    @Test
    void refusesKeysThatGuardNothing() {
        String offCurve = "02" + "ff".repeat(32);
        String generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        assertKey(KeyFault.NOT_ON_CURVE, offCurve);
        assertKey(KeyFault.GENERATOR, generator);
        assertKey(KeyFault.NOT_COMPRESSED, "04" + KEY.substring(2) + "00".repeat(32));
        assertKey(KeyFault.PRIVATE, "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1");
    }

    private static void assertKey(KeyFault fault, String key) {
        DescriptorException refused = refusal("wsh(multi(1," + OTHER_KEY + "," + key + "))", MAINNET);
        assertEquals(fault, ((KeyException) cause(refused)).fault());
        assertEquals(79, refused.position());
        assertFalse(String.valueOf(refused.getMessage()).contains("L4rK1"), "repeats a private key");
    }

    private static Throwable cause(Throwable refused) {
        return Optional.ofNullable(refused.getCause()).orElseThrow();
    }

    /** The one thing that is read here and not by Bitcoin Core: prefixes that name the very script (SLIP-132). */
    @Test
    void readsAPrefixThatNamesTheScriptAndWritesXpub() {
        byte[] xpub = TestKeys.seeded(101, MAINNET).xpub().serialize();
        ByteString body = ByteString.of(xpub).slice(4, xpub.length);
        String zpub = TestKeys.base58(ByteString.ofHex("02aa7ed3" + body)); // Zpub: multisig in P2WSH
        String ypub = TestKeys.base58(ByteString.ofHex("0295b43f" + body)); // Ypub: multisig in P2SH-P2WSH
        assertEquals(
                "wsh(multi(1," + XPUB + "/0/*))",
                parse("wsh(multi(1," + zpub + "/0/*))", MAINNET).body());
        assertEquals(
                "sh(wsh(multi(1," + XPUB + "/0)))",
                parse("sh(wsh(multi(1," + ypub + "/0)))", MAINNET).body());
        for (String other : List.of("wsh(multi(1," + ypub + "))", "sh(wsh(multi(1," + zpub + ")))")) {
            KeyException cause = (KeyException) cause(refusal(other, MAINNET));
            assertEquals(KeyFault.WRONG_SCRIPT_TYPE, cause.fault());
        }
    }

    /** S10. */
    @Test
    void refusesKeysAndAddressesOfAnotherNetwork() {
        String tpub = "wsh(multi(1," + TPUB + "/0/*))";
        String xpub = "wsh(multi(1," + KEY + "," + XPUB + "/0/*))";
        assertRefused(DescriptorFault.WRONG_NETWORK, 12, tpub);
        for (BitcoinNetwork test : List.of(BitcoinNetwork.TESTNET, BitcoinNetwork.SIGNET, REGTEST)) {
            assertEquals(tpub, parse(tpub, test).body());
            DescriptorException refused = refusal(xpub, test);
            assertEquals(DescriptorFault.WRONG_NETWORK, refused.fault());
            assertEquals(79, refused.position());
            String address = "addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)";
            assertEquals(DescriptorFault.ADDRESS, refusal(address, test).fault());
        }
    }

    /** P10: only ever a typed refusal, whatever becomes of the text. */
    @Test
    void answersEveryMutationWithAValueOrATypedRefusal() {
        long seed = 7;
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(TestDescriptors.random(random, PARTIES));
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                char other = "()[],/*<>;'h#0129abwxyz{} \u00fc".charAt(random.nextInt(27));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, other);
                    case 1 -> text.insert(at, other);
                    default -> text.setLength(Math.max(1, at));
                }
            }
            try {
                Descriptor read = parse(text.toString(), REGTEST);
                assertEquals(read, parse(read.text(), REGTEST), "seed " + seed + ", case " + i + ": " + text);
                accepted++;
            } catch (DescriptorException refused) {
                assertTrue(
                        refused.position() >= 0 && refused.position() <= text.length(),
                        "seed " + seed + ", case " + i + ": " + text);
            }
        }
        assertTrue(accepted > 0 && accepted < 4000, "accepted " + accepted);
    }
}
