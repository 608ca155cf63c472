package org.escrowkit.core.keys;

import static org.escrowkit.core.keys.KeyFaultTest.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountKeyTest {
    private static final AccountKey KEY = TestKeys.seeded(20).accountKey();

    @Test
    void readsBackWhatItPrints() {
        AccountKey master = new AccountKey(
                new KeyOrigin(KEY.origin().fingerprint(), DerivationPath.parse("m")),
                ExtendedPublicKey.parse(TestKeys.seeded(20).master().serializePubB58(BitcoinNetwork.REGTEST)));
        for (AccountKey key : List.of(KEY, master)) {
            assertEquals(key, AccountKey.parse(key.toString()));
            assertEquals(key.toString(), AccountKey.parse(key.toString()).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"48h/1h/0h/2h", "48'/1'/0'/2'", "48h/1'/0'/2h"})
    void readsBothMarksOfHardenedStepsAndPrintsH(String path) {
        String fingerprint = KEY.origin().fingerprint().toHex();
        assertEquals(KEY, AccountKey.parse("[" + fingerprint + "/" + path + "]" + KEY.xpub()));
        assertEquals(KEY, AccountKey.parse("[" + fingerprint.toUpperCase(Locale.ROOT) + "/" + path + "]" + KEY.xpub()));
        assertEquals("48h/1h/0h/2h", DerivationPath.parse(path).toString());
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "m, ''", "0, 0", "m/0, 0", "m/48h/1, 48h/1", "2147483647h/2147483647, 2147483647h/2147483647"
    })
    void readsAPathWithOrWithoutItsRoot(String text, String printed) {
        DerivationPath path = DerivationPath.parse(text);
        assertEquals(printed, path.toString());
        assertEquals(path, DerivationPath.parse(printed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "0/",
                "/0",
                "m/",
                "m0",
                "M/0",
                "0//0",
                "h",
                "0 ",
                "+1",
                "1a",
                "٣",
                "2147483648",
                "4294967296h",
                "48H",
                "0hh",
                "00000000000",
                "99999999999999999999"
            })
    void refusesAPathThatIsNone(String text) {
        assertFault(KeyFault.ORIGIN_MALFORMED, () -> DerivationPath.parse(text));
    }

    @Test
    void refusesAPathDeeperThanBip32CanCount() {
        assertEquals(255, new DerivationPath(Collections.nCopies(255, 0)).depth());
        assertFault(KeyFault.ORIGIN_MALFORMED, () -> new DerivationPath(Collections.nCopies(256, 0)));
    }

    @Test
    void refusesWhatIsNoAccountAndNamesThePlace() {
        String origin = "[" + KEY.origin() + "]";
        assertEquals(origin.length(), offsetOf(origin + KEY.xpub().key()));
        assertEquals(KEY.toString().length(), offsetOf(KEY + "/0"));
        assertEquals(10, offsetOf("[01020304]" + KEY.xpub()), "the origin contradicts the depth");
        assertEquals(0, offsetOf(KEY.xpub().toString()));
    }

    private static int offsetOf(String text) {
        return assertThrows(KeyException.class, () -> AccountKey.parse(text)).offset();
    }

    @Test
    void appendsStepsToAnOrigin() {
        KeyOrigin origin = KEY.origin().child(0, 7);
        assertEquals(KEY.origin().fingerprint().toHex() + "/48h/1h/0h/2h/0/7", origin.toString());
        assertEquals("01020304", new KeyOrigin(ByteString.ofHex("01020304"), DerivationPath.parse("")).toString());
    }
}
