package org.escrowkit.core.keys;

import static org.escrowkit.core.keys.KeyFaultTest.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.KeyExpression.ExtendedKey;
import org.escrowkit.core.keys.KeyExpression.RawKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExpressionTest {
    private static final AccountKey ACCOUNT = TestKeys.seeded(30).accountKey();
    private static final ExtendedPublicKey XPUB = ACCOUNT.xpub();
    private static final String RAW = XPUB.key().toString();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XPUB",
                "XPUB/0",
                "XPUB/*",
                "XPUB/0/*",
                "XPUB/<0;1>/*",
                "XPUB/<0;1>",
                "XPUB/7/<2147483647;0;5>/2147483647/*",
                "[01020304]XPUB/0/*",
                "[01020304/48h/1h/0h/2h]XPUB/<0;1>/*",
                "RAW",
                "[01020304]RAW",
                "[01020304/0/1h]RAW"
            })
    void printsWhatItReads(String form) {
        String text = filled(form);
        KeyExpression key = KeyExpression.parse(text);
        assertEquals(text, key.toString());
        assertEquals(key, KeyExpression.parse(key.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "[0A0b0C0d/48'/1h]XPUB/0/*, [0a0b0c0d/48h/1h]XPUB/0/*",
        "[0A0B0C0D/2147483647']UPPER, [0a0b0c0d/2147483647h]RAW"
    })
    void printsTheOneSpellingOfWhatItReadsInSeveral(String read, String printed) {
        assertEquals(
                filled(printed),
                KeyExpression.parse(filled(read).replace("UPPER", RAW.toUpperCase(Locale.ROOT)))
                        .toString());
    }

    @Test
    void readsItsPartsAsTypes() {
        ExtendedKey key = assertExtended(filled("[01020304/48h]XPUB/7/<0;1>/*"));
        assertEquals(Optional.of(KeyOrigin.parse("01020304/48h")), key.origin());
        assertEquals(XPUB, key.xpub());
        assertEquals(new KeyPath(List.of(List.of(7), List.of(0, 1)), true), key.path());
        assertEquals(2, key.branches());
        assertTrue(key.ranged());
        assertEquals(KeyPath.ranged(0), assertExtended(XPUB + "/0/*").path());
        assertEquals(new RawKey(Optional.empty(), XPUB.key()), KeyExpression.parse(RAW));
        assertFalse(assertExtended(XPUB + "/0").ranged());
        assertFalse(KeyExpression.parse(RAW).ranged());
    }

    @Test
    void derivesTheKeyOfEveryBranchAndIndexWithItsOrigin() {
        ExtendedKey key = assertExtended(filled("[01020304/48h]XPUB/7/<3;1>/*"));
        for (int branch = 0; branch < 2; branch++) {
            int step = branch == 0 ? 3 : 1;
            assertEquals(XPUB.child(7).child(step), key.branch(branch));
            assertEquals(XPUB.child(7).child(step).child(9).key(), key.key(branch, 9));
            assertEquals(key.branch(branch).childKey(9), key.key(branch, 9));
            assertEquals(
                    "01020304/48h/7/" + step + "/9", key.originOf(branch, 9).toString());
        }
        assertThrows(IndexOutOfBoundsException.class, () -> key.key(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> key.key(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> key.key(0, -1));
    }

    @Test
    void aKeyWithoutWildcardIsTheSameAtEveryIndex() {
        ExtendedKey fixed = assertExtended(XPUB + "/7");
        assertEquals(XPUB.child(7).key(), fixed.key(0, 0));
        assertEquals(XPUB.child(7).key(), fixed.key(0, 5));
        KeyExpression raw = KeyExpression.parse("[01020304/1h]" + RAW);
        assertEquals(XPUB.key(), raw.key(0, 5));
        assertEquals("01020304/1h", raw.originOf(0, 5).toString());
        assertEquals(1, raw.branches());
        assertThrows(IndexOutOfBoundsException.class, () -> raw.key(1, 0));
    }

    @Test
    void aKeyWithoutOriginIsItsOwnMaster() {
        String own = XPUB.key().fingerprint().toHex();
        assertEquals(
                own + "/0/9", KeyExpression.parse(XPUB + "/0/*").originOf(0, 9).toString());
        assertEquals(own, KeyExpression.parse(XPUB.toString()).originOf(0, 9).toString());
        assertEquals(own, KeyExpression.parse(RAW).originOf(0, 9).toString());
    }

    @Test
    void givesTheAccountOfAnExtendedKeyWithItsOrigin() {
        assertEquals(ACCOUNT, assertExtended(ACCOUNT + "/<0;1>/*").account());
        assertFault(
                KeyFault.ORIGIN_MALFORMED, () -> assertExtended(XPUB + "/0/*").account());
        assertFault(
                KeyFault.ORIGIN_DEPTH_MISMATCH,
                () -> assertExtended("[01020304]" + XPUB).account());
    }

    /** S9: what stands below a public key is derived from it, so none of it is hardened, the wildcard included. */
    @ParameterizedTest
    @CsvSource({"/0h/*, 1", "/0'/*, 1", "/0/*h, 3", "/0/*', 3", "/<0h;1>/*, 2", "/<0;1'>/*, 4", "/5/2147483647h, 3"})
    void s9RefusesHardenedStepsBelowAPublicKeyAndNamesThePlace(String path, int offset) {
        assertFaultAt(KeyFault.HARDENED, XPUB.toString().length() + offset, XPUB + path);
        assertFaultAt(KeyFault.HARDENED, offset, () -> KeyPath.parse(path));
    }

    /** S9: an index beyond 2³¹−1 is none, and is not read as a hardened one. */
    @ParameterizedTest
    @CsvSource({"/2147483648, 1", "/0/4294967295, 3", "/<0;2147483648>/*, 4", "/99999999999999999999, 1", "/-1, 1"})
    void s9RefusesIndexesBeyond31Bits(String path, int offset) {
        assertFaultAt(KeyFault.PATH_MALFORMED, XPUB.toString().length() + offset, XPUB + path);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 1",
        "//0, 1",
        "/0/, 3",
        "/a, 1",
        "/0a, 2",
        "/00, 1",
        "/+1, 1",
        "/ 0, 1",
        "0, 0",
        "/*/0, 2",
        "/**, 2",
        "/*/*, 2",
        "'/0 ', 2",
        "/<0;1>/<2;3>, 7",
        "/<>, 2",
        "/<0>, 3",
        "/<0;>, 4",
        "/<;0>, 2",
        "/<0, 3",
        "/<0;1, 5",
        "/<0;1>0, 6",
        "/0>, 2",
        "/<0;0>, 4",
        "/<1;0;1>, 6",
        "/<0;1;>, 6",
        "/<*;1>, 2",
        "/0H, 2",
        "/*H, 2",
        "/0hh, 2"
    })
    void refusesAPathThatIsNoneAndNamesThePlace(String path, int offset) {
        KeyException refused = assertThrows(KeyException.class, () -> KeyPath.parse(path));
        boolean hardened = path.equals("/0hh");
        assertEquals(hardened ? KeyFault.HARDENED : KeyFault.PATH_MALFORMED, refused.fault());
        assertEquals(hardened ? 1 : offset, refused.offset());
    }

    @ParameterizedTest
    @CsvSource({
        "[01020304/0h/*]RAW, 13",
        "[01020304/]RAW, 10",
        "[0102030]RAW, 1",
        "[010203040]RAW, 9",
        "[g1020304]RAW, 1",
        "[01020304/0f]RAW, 11",
        "[01020304/-0]RAW, 10",
        "[01020304/0H]RAW, 11",
        "[01020304/<0;1>]RAW, 10",
        "[01020304][01020304]RAW, 10",
        "01020304]RAW, 8",
        "[01020304/0/, 12",
        "[01020304, 9",
        "[, 1",
        "[], 1",
        "[01020304 ]RAW, 9",
        "[01020304//0]RAW, 10",
        "[01020304/21474836470]RAW, 10"
    })
    void refusesAnOriginThatIsNoneAndNamesThePlace(String form, int offset) {
        assertFaultAt(KeyFault.ORIGIN_MALFORMED, offset, filled(form));
    }

    @Test
    void refusesPathsDeeperThanBip32CanCount() {
        int deepest = DerivationPath.MOST_STEPS - XPUB.depth();
        assertEquals(deepest, assertExtended(XPUB + "/0".repeat(deepest)).path().depth());
        int end = XPUB.toString().length();
        assertFaultAt(KeyFault.PATH_MALFORMED, end, XPUB + "/0".repeat(deepest) + "/*");
        String origin = "[01020304" + "/0".repeat(250) + "]";
        assertFaultAt(KeyFault.PATH_MALFORMED, origin.length() + end, origin + XPUB + "/0".repeat(6));
        assertFault(KeyFault.PATH_MALFORMED, () -> KeyPath.parse("/0".repeat(255) + "/*"));
        assertFault(KeyFault.PATH_MALFORMED, () -> KeyPath.parse("/0".repeat(100_000)));
        assertFault(KeyFault.PATH_MALFORMED, () -> new KeyPath(Collections.nCopies(256, List.of(0)), false));
        assertFault(KeyFault.PATH_MALFORMED, () -> new KeyPath(Collections.nCopies(255, List.of(0)), true));
        assertFault(KeyFault.ORIGIN_MALFORMED, () -> KeyOrigin.parse("01020304" + "/0".repeat(256)));
        assertEquals(255, KeyOrigin.parse("01020304" + "/0".repeat(255)).path().depth());
        assertEquals(255, new KeyPath(Collections.nCopies(255, List.of(0)), false).depth());
        assertEquals(255, new KeyPath(Collections.nCopies(254, List.of(0)), true).depth());
    }

    @Test
    void aPathMadeByHandIsAsStrictAsOneThatIsRead() {
        assertFault(KeyFault.HARDENED, () -> KeyPath.ranged(DerivationPath.HARDENED));
        assertFault(KeyFault.PATH_MALFORMED, () -> new KeyPath(List.of(List.of()), false));
        assertFault(KeyFault.PATH_MALFORMED, () -> new KeyPath(List.of(List.of(1, 1)), false));
        assertFault(KeyFault.PATH_MALFORMED, () -> new KeyPath(List.of(List.of(1, 2), List.of(3, 4)), false));
        assertEquals("", KeyPath.NONE.toString());
        assertEquals(KeyPath.NONE, KeyPath.parse(""));
        assertEquals(List.of(), KeyPath.NONE.branch(0));
        assertThrows(IndexOutOfBoundsException.class, () -> KeyPath.NONE.branch(1));
        assertThrows(IndexOutOfBoundsException.class, () -> KeyPath.NONE.branch(-1));
    }

    @Test
    void aRawKeyHasNothingBelowIt() {
        assertFaultAt(KeyFault.PATH_MALFORMED, RAW.length(), RAW + "/0");
        assertFaultAt(KeyFault.PATH_MALFORMED, RAW.length(), RAW + "/*");
    }

    /** S8: compressed, on the curve and not the generator, in text as everywhere. */
    @Test
    void s8RefusesRawKeysThatMustNotGuardMoneyAndNamesThePlace() {
        String origin = "[01020304/0h]";
        String off = "02" + "ff".repeat(32);
        String generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        assertFaultAt(KeyFault.NOT_ON_CURVE, 13, origin + off);
        assertFaultAt(KeyFault.GENERATOR, 13, origin + generator);
        assertFaultAt(KeyFault.NOT_COMPRESSED, 13, origin + "04" + "11".repeat(64));
        assertFaultAt(KeyFault.NOT_COMPRESSED, 0, RAW.substring(2));
        assertFaultAt(KeyFault.NOT_COMPRESSED, 0, RAW.substring(1));
        assertFaultAt(KeyFault.NOT_COMPRESSED, 0, RAW + "00");
    }

    @Test
    void aFaultInALongerTextIsNamedByItsPlaceThere() {
        KeyException inKey = assertThrows(KeyException.class, () -> KeyExpression.parse(XPUB + "/0h"));
        KeyException inDescriptor = inKey.within(19);
        assertEquals(inKey.fault(), inDescriptor.fault());
        assertEquals(inKey.offset() + 19, inDescriptor.offset());
        assertEquals("HARDENED: " + inKey.problem() + " at offset " + inDescriptor.offset(), inDescriptor.getMessage());
        assertEquals(7, new KeyException(KeyFault.DUPLICATE, "twice").within(7).offset());
        assertEquals("DUPLICATE: twice", new KeyException(KeyFault.DUPLICATE, "twice").getMessage());
    }

    @Test
    void noRefusalRepeatsWhatWasRead() {
        String secret = "1e99423a4ed27608a15a2616a2b0e9e52ced330ac530edcc32c8ffc6a526aedd";
        for (String text :
                new String[] {secret, secret + "00", "[" + secret + "]", XPUB + "/" + secret, secret + "!"}) {
            KeyException refused = assertThrows(KeyException.class, () -> KeyExpression.parse(text));
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                assertTrue(!String.valueOf(cause.getMessage()).contains("a2616a2b0"), cause::toString);
            }
        }
        assertFault(KeyFault.NOT_COMPRESSED, () -> new PublicKey(ByteString.ofHex(secret)));
    }

    private static String filled(String form) {
        return form.replace("XPUB", XPUB.toString()).replace("RAW", RAW);
    }

    private static ExtendedKey assertExtended(String text) {
        return (ExtendedKey) KeyExpression.parse(text);
    }

    private static void assertFaultAt(KeyFault fault, int offset, String text) {
        assertFaultAt(fault, offset, () -> KeyExpression.parse(text));
    }

    private static void assertFaultAt(KeyFault fault, int offset, org.junit.jupiter.api.function.Executable reading) {
        KeyException refused = assertThrows(KeyException.class, reading);
        assertEquals(fault, refused.fault(), refused::getMessage);
        assertEquals(offset, refused.offset(), refused::getMessage);
    }
}
