package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every fault of a key, each by a test that bears its name. */
class KeyFaultTest {
    private static final String X_OF_GENERATOR = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private static final String Y_OF_GENERATOR = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
    private static final TestKeys PARTY = TestKeys.seeded(10);
    private static final ExtendedPublicKey XPUB = PARTY.xpub();

    static void assertFault(KeyFault fault, Executable reading) {
        assertEquals(fault, assertThrows(KeyException.class, reading).fault());
    }

    @Test
    void notAnExtendedKey() {
        String good = XPUB.toString();
        ByteString body = ByteString.of(XPUB.serialize());
        for (String text : new String[] {
            "",
            "tpub",
            good + "1",
            good.substring(0, good.length() - 1),
            good.replace('D', '0'),
            " " + good,
            TestKeys.base58(body.plus(0)),
            TestKeys.base58(body.slice(0, 77)),
            TestKeys.base58(ByteString.ofHex("02575484" + body.toHex().substring(8))),
        }) {
            assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse(text));
        }
    }

    @Test
    void privateKey() {
        String xprv = PARTY.account().serializePrivB58(BitcoinNetwork.REGTEST);
        assertFault(KeyFault.PRIVATE, () -> ExtendedPublicKey.parse(xprv));
        assertFault(KeyFault.PRIVATE, () -> AccountKey.parse("[01020304/48h/1h/0h/2h]" + xprv));
    }

    @Test
    void notCompressed() {
        for (String key : new String[] {
            "",
            "02" + X_OF_GENERATOR.substring(2),
            "04" + X_OF_GENERATOR,
            "04" + X_OF_GENERATOR + Y_OF_GENERATOR,
            "06" + X_OF_GENERATOR + Y_OF_GENERATOR,
            "01" + X_OF_GENERATOR,
            "00".repeat(33)
        }) {
            assertFault(KeyFault.NOT_COMPRESSED, () -> key(key));
        }
    }

    /** Bisq once took {@code 02ff…} for a key, because its library decoded points lazily. */
    @Test
    void notOnCurve() {
        String field = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
        for (String x : new String[] {"ff".repeat(32), "00".repeat(32), "00".repeat(31) + "05", field}) {
            assertFault(KeyFault.NOT_ON_CURVE, () -> key("02" + x));
            assertFault(KeyFault.NOT_ON_CURVE, () -> key("03" + x));
        }
    }

    @Test
    void generator() {
        assertFault(KeyFault.GENERATOR, () -> key("02" + X_OF_GENERATOR));
        assertFault(KeyFault.GENERATOR, () -> key("03" + X_OF_GENERATOR));
    }

    @Test
    void wrongNetwork() {
        AccountKey[] keys = {
            TestKeys.seeded(11).accountKey(),
            TestKeys.seeded(12).accountKey(),
            TestKeys.seeded(13, BitcoinNetwork.MAINNET).accountKey()
        };
        assertFault(KeyFault.WRONG_NETWORK, () -> new Vault(BitcoinNetwork.REGTEST, keys[0], keys[1], keys[2]));
    }

    @Test
    void duplicate() {
        AccountKey one = TestKeys.seeded(11).accountKey();
        AccountKey other = TestKeys.seeded(12).accountKey();
        assertFault(KeyFault.DUPLICATE, () -> new Vault(BitcoinNetwork.REGTEST, one, other, one));
    }

    @Test
    void originDepthMismatch() {
        for (String path : new String[] {"", "/48h/1h/0h", "/48h/1h/0h/2h/0", "/48h/1h/0h/2", "/48h/1h/0h/3h"}) {
            assertFault(KeyFault.ORIGIN_DEPTH_MISMATCH, () -> AccountKey.parse("[01020304" + path + "]" + XPUB));
        }
    }

    @Test
    void originMalformed() {
        for (String origin : new String[] {
            "",
            "[]",
            "[0102030]",
            "[010203040]",
            "[0102030g]",
            "[01020304/]",
            "[01020304//48h]",
            "[01020304/48h/]",
            "[01020304/m/48h/1h/0h/2h]",
            "[01020304/48f/1h/0h/2h]",
            "[01020304/-48h/1h/0h/2h]",
            "[01020304/048h/1h/0h/2h]",
            "[01020304/48hh/1h/0h/2h]",
            "[01020304/2147483648/1h/0h/2h]",
            "[01020304/9999999999/1h/0h/2h]",
            "[01020304/48h/1h/0h/2h",
            "01020304/48h/1h/0h/2h]",
            "[01020304][01020304]",
            " [01020304/48h/1h/0h/2h]",
            "[01020304/48h/1h/0h/*]"
        }) {
            assertFault(KeyFault.ORIGIN_MALFORMED, () -> AccountKey.parse(origin + XPUB));
        }
        assertFault(KeyFault.PATH_MALFORMED, () -> AccountKey.parse("[01020304/48h/1h/0h/2h]" + XPUB + "/0/*"));
        assertFault(
                KeyFault.ORIGIN_MALFORMED, () -> new KeyOrigin(ByteString.ofHex("010203"), DerivationPath.parse("")));
    }

    /** Text from outside of any length is refused like any other, and does not exhaust the stack. */
    @Test
    void originMalformedByAHundredThousandSteps() {
        assertFault(KeyFault.ORIGIN_MALFORMED, () -> AccountKey.parse("[01020304" + "/0".repeat(100_000) + "]" + XPUB));
    }

    /** Base58 takes quadratic time: what cannot be an extended key is not decoded at all. */
    @Test
    void notAnExtendedKeyOfAMillionCharacters() {
        assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse("x".repeat(1_000_000)));
    }

    private static PublicKey key(String hex) {
        return new PublicKey(ByteString.ofHex(hex));
    }
}
