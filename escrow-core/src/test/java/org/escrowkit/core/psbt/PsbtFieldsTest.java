package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertRefused;

import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;

/** Fields whose keys are wrong: extended keys, public keys, and data where there may be none. */
class PsbtFieldsTest {
    @Test
    void refusesKeysThatAreNoneWhereverAKeyStands() {
        String noPoint = "02" + "00".repeat(31) + "05";
        String generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        String uncompressed = "04" + "11".repeat(64);
        for (String key : new String[] {noPoint, generator, uncompressed, ""}) {
            assertRefused(
                    "PSBT input 0, PSBT_IN_PARTIAL_SIG",
                    "",
                    RawPsbt.input().field("02" + key, "aa").end().end());
            assertRefused(
                    "PSBT input 0, PSBT_IN_BIP32_DERIVATION",
                    "",
                    RawPsbt.input().field("06" + key, "01020304").end().end());
            assertRefused(
                    "PSBT output 0, PSBT_OUT_BIP32_DERIVATION",
                    "",
                    RawPsbt.output().field("02" + key, "01020304").end());
        }
    }

    /** Whatever the first byte of its 78 is. */
    @Test
    void refusesAGlobalXpubOfAnUnknownVersion() {
        String body = ByteString.of(TestKeys.seeded(1).xpub().serialize()).toHex();
        for (String version : new String[] {"00000000", "043587ce", "0488ade4", "84358700", "ffffffff"}) {
            assertRefused(
                    "PSBT global, PSBT_GLOBAL_XPUB",
                    "",
                    RawPsbt.global()
                            .field("01" + version + body.substring(8), "01020304")
                            .end());
        }
    }

    @Test
    void refusesKeyDataWhereTheTypeAloneIsTheKey() {
        for (PsbtField field : PsbtField.values()) {
            String key = String.format("%02x", field.type()) + "00";
            if (field.name().startsWith("IN_") && !field.keyed()) {
                assertRefused(
                        "PSBT input 0, " + field,
                        "takes no key data",
                        RawPsbt.input().field(key, ""));
            } else if (field.name().startsWith("OUT_") && !field.keyed()) {
                assertRefused(
                        "PSBT output 0, " + field,
                        "takes no key data",
                        RawPsbt.output().field(key, ""));
            }
        }
    }
}
