package org.escrowkit.core.keys;

import static org.escrowkit.core.keys.KeyFaultTest.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every prefix that SLIP-132 registers for Bitcoin; the version bytes are its table's. */
class KeyPrefixTest {
    private static final String BODY = TestKeys.seeded(40).xpub().toString();

    @ParameterizedTest
    @CsvSource({
        "xpub, 0488b21e, true, ANY",
        "ypub, 049d7cb2, true, P2SH_P2WPKH",
        "zpub, 04b24746, true, P2WPKH",
        "Ypub, 0295b43f, true, P2SH_P2WSH",
        "Zpub, 02aa7ed3, true, P2WSH",
        "tpub, 043587cf, false, ANY",
        "upub, 044a5262, false, P2SH_P2WPKH",
        "vpub, 045f1cf6, false, P2WPKH",
        "Upub, 024289ef, false, P2SH_P2WSH",
        "Vpub, 02575483, false, P2WSH"
    })
    void readsEveryPublicPrefixForItsPurposeAloneAndWritesXpubOrTpub(
            String prefix, String version, boolean mainnet, String purpose) {
        String text = withVersion(version);
        assertTrue(text.startsWith(prefix), text);
        for (KeyPurpose wanted : KeyPurpose.values()) {
            if (purpose.equals("ANY") || purpose.equals(wanted.name())) {
                ExtendedPublicKey key = ExtendedPublicKey.parse(text, wanted);
                assertEquals(mainnet, key.mainnet());
                assertTrue(key.sameKeyAs(ExtendedPublicKey.parse(BODY)));
                assertEquals(mainnet ? "xpub" : "tpub", key.toString().substring(0, 4));
                assertEquals(
                        key + "/<0;1>/*",
                        KeyExpression.parse(text + "/<0;1>/*", wanted).toString());
            } else {
                KeyException refused = assertThrows(KeyException.class, () -> ExtendedPublicKey.parse(text, wanted));
                assertEquals(KeyFault.WRONG_SCRIPT_TYPE, refused.fault());
                assertEquals(prefix + " is a key for " + purpose + " scripts", refused.problem());
            }
        }
    }

    @Test
    void takesForAVaultWhatIsForP2wshOrForAnything() {
        for (String version : new String[] {"0488b21e", "043587cf", "02aa7ed3", "02575483"}) {
            assertTrue(ExtendedPublicKey.parse(withVersion(version)).depth() > 0);
        }
        for (String version : new String[] {"049d7cb2", "04b24746", "0295b43f", "044a5262", "045f1cf6", "024289ef"}) {
            String text = withVersion(version);
            assertFault(KeyFault.WRONG_SCRIPT_TYPE, () -> ExtendedPublicKey.parse(text));
            assertFault(KeyFault.WRONG_SCRIPT_TYPE, () -> AccountKey.parse("[01020304/48h/1h/0h/2h]" + text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "xprv, 0488ade4", "yprv, 049d7878", "zprv, 04b2430c", "Yprv, 0295b005", "Zprv, 02aa7a99",
        "tprv, 04358394", "uprv, 044a4e28", "vprv, 045f18bc", "Uprv, 024285b5", "Vprv, 02575048"
    })
    void refusesEveryPrivatePrefixByName(String prefix, String version) {
        String text = withVersion(version);
        assertTrue(text.startsWith(prefix), text);
        for (KeyPurpose wanted : KeyPurpose.values()) {
            KeyException refused = assertThrows(KeyException.class, () -> ExtendedPublicKey.parse(text, wanted));
            assertEquals(KeyFault.PRIVATE, refused.fault());
            assertTrue(refused.problem().startsWith(prefix + ":"), refused.problem());
        }
        assertFault(KeyFault.PRIVATE, () -> KeyExpression.parse("[01020304]" + text + "/0/*"));
        assertFault(KeyFault.PRIVATE, () -> ExtendedPublicKey.parse(ByteString.ofHex(hexWithVersion(version))));
    }

    /** The well-known example keys of the field's wallet import format, mainnet and test, both sizes. */
    @ParameterizedTest
    @CsvSource({
        "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss",
        "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1",
        "91gGn1HgSap6CbU12F6z3pJri26xzp7Ay1VW6NHCoEayNXwRpu2",
        "cMzLdeGd5vEqxB8B6VFQoRopQ3sLAAvEzDAoQgvX54xwofSWj1fx"
    })
    void refusesWalletImportFormatAsPrivate(String wif) {
        assertFault(KeyFault.PRIVATE, () -> KeyExpression.parse(wif));
        assertFault(KeyFault.PRIVATE, () -> KeyExpression.parse("[01020304/0h]" + wif));
    }

    /** What a PSBT holds as bytes is written again as it was, so no other version than those that are written. */
    @Test
    void takesInBytesOnlyTheVersionsItWrites() {
        for (String version : new String[] {"0488b21e", "043587cf"}) {
            String hex = hexWithVersion(version);
            assertEquals(
                    hex,
                    ByteString.of(ExtendedPublicKey.parse(ByteString.ofHex(hex)).serialize())
                            .toHex());
        }
        for (String version : new String[] {"02aa7ed3", "02575483", "04b24746"}) {
            String hex = hexWithVersion(version);
            assertFault(KeyFault.WRONG_SCRIPT_TYPE, () -> ExtendedPublicKey.parse(ByteString.ofHex(hex)));
        }
    }

    /** P4: nothing may stand behind the 78 bytes of an extended key, in text or in binary form. */
    @Test
    void p4RefusesTrailingBytesInAnExtendedKey() {
        ByteString body = ByteString.ofHex(hexWithVersion("0488b21e"));
        for (ByteString wrong : new ByteString[] {body.plus(0), body.plus(0).plus(1), body.slice(0, 77)}) {
            assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse(wrong));
            assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse(TestKeys.base58(wrong)));
            assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> KeyExpression.parse(TestKeys.base58(wrong) + "/0/*"));
        }
        assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse(BODY + " "));
        assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> ExtendedPublicKey.parse(BODY + "1"));
    }

    /** S10: the prefix alone tells mainnet from the test networks, whatever purpose it states. */
    @Test
    void s10ReadsTheNetworkOfEveryPrefix() {
        ExtendedPublicKey mainnet = ExtendedPublicKey.parse(withVersion("02aa7ed3"));
        ExtendedPublicKey test = ExtendedPublicKey.parse(withVersion("02575483"));
        for (BitcoinNetwork network : BitcoinNetwork.values()) {
            assertEquals(network == BitcoinNetwork.MAINNET, mainnet.isFor(network), network::toString);
            assertEquals(network != BitcoinNetwork.MAINNET, test.isFor(network), network::toString);
        }
    }

    private static String withVersion(String version) {
        return TestKeys.base58(ByteString.ofHex(hexWithVersion(version)));
    }

    private static String hexWithVersion(String version) {
        return version
                + ByteString.of(ExtendedPublicKey.parse(BODY).serialize())
                        .toHex()
                        .substring(8);
    }
}
