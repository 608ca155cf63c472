package org.escrowkit.core.psbt;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.escrowkit.core.psbt.PsbtFaults.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.TestKeys;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** The parser rules P1 to P11 of our list of attacks, each by a test that bears its number. */
class MalformedPsbtTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(10, 2);
    /** Where the maps of {@link RawPsbt} begin: behind the magic, the transaction's field and each end. */
    private static final int GLOBAL = 5;

    private static final int INPUT = GLOBAL + 3 + RawPsbt.UNSIGNED.length() / 2 + 1;
    private static final int OUTPUT = INPUT + 1;

    private static final String KEY = TestKeys.seeded(1).xpub().key().toString();

    @Test
    void theOneThatAllOthersVaryIsRead() {
        assertEquals(1, RawPsbt.output().end().parse().inputs().size());
    }

    @Test
    void p1RefusesDeclaredLengthsThatAreNotThere() {
        assertMalformed(
                INPUT + 5,
                "2147483647 bytes expected",
                () -> RawPsbt.input().raw("feffffff7f").parse());
        assertMalformed(
                INPUT + 7,
                "2147483647 bytes expected",
                () -> RawPsbt.input().raw("01f0feffffff7f").parse());
        assertRefused(
                "PSBT input 0, PSBT_IN_FINAL_SCRIPTWITNESS",
                "2147483647 items declared",
                RawPsbt.input().field("08", "feffffff7f"));
        assertRefused(
                "PSBT input 0, PSBT_IN_NON_WITNESS_UTXO",
                "2147483647 items declared",
                RawPsbt.input().field("00", "02000000" + "feffffff7f"));
    }

    @Test
    void p2RefusesCompactSizesAndKeyTypesThatAreNotCanonical() {
        assertMalformed(
                INPUT, "not canonical", () -> RawPsbt.input().raw("fd0100f000").parse());
        assertMalformed(
                INPUT,
                "key type: compact size is not canonical",
                () -> RawPsbt.input().field("fd0200", "").parse());
        assertMalformed(INPUT, "key type", () -> RawPsbt.input().field("fd", "").parse());
    }

    @Test
    void p2KeepsKeyTypesOfMoreThanOneByteApart() {
        Psbt psbt = RawPsbt.input().field("fd0001", "aa").end().end().parse();
        assertEquals(ByteString.ofHex("aa"), psbt.inputs().get(0).others().get(ByteString.ofHex("fd0001")));
    }

    @Test
    void p3RefusesARepeatedKeyEvenWithEmptyValues() {
        assertMalformed(
                INPUT + 3,
                "key f0 repeats",
                () -> RawPsbt.input().field("f0", "").field("f0", "").parse());
        assertMalformed(
                GLOBAL + 3 + 61,
                "the field repeats",
                () -> RawPsbt.global().field("00", RawPsbt.UNSIGNED).parse());
    }

    @Test
    void p4RefusesTrailingBytesInThePacketAndInEveryValue() {
        byte[] packet = RawPsbt.output().end().raw("00").bytes();
        assertMalformed(packet.length - 1, "1 bytes too many", () -> Psbt.parse(packet));
        assertRefused(
                "PSBT global, PSBT_GLOBAL_UNSIGNED_TX",
                "1 bytes too many",
                RawPsbt.empty().field("00", RawPsbt.UNSIGNED + "00").end());
        assertRefused(
                "PSBT input 0, PSBT_IN_NON_WITNESS_UTXO",
                "1 bytes too many",
                RawPsbt.input().field("00", RawPsbt.UNSIGNED + "00"));
        assertRefused(
                "PSBT input 0, PSBT_IN_WITNESS_UTXO",
                "1 bytes too many",
                RawPsbt.input().field("01", "0100000000000000" + "0151" + "00"));
        assertRefused(
                "PSBT input 0, PSBT_IN_SIGHASH_TYPE",
                "1 bytes too many",
                RawPsbt.input().field("03", "0100000000"));
        assertRefused(
                "PSBT input 0, PSBT_IN_FINAL_SCRIPTWITNESS",
                "1 bytes too many",
                RawPsbt.input().field("08", "010000"));
        assertRefused(
                "PSBT input 0, PSBT_IN_BIP32_DERIVATION",
                "key origin of 7 bytes",
                RawPsbt.input().field("06" + KEY, "01020304000000"));
        String xpub = ByteString.of(TestKeys.seeded(1).xpub().serialize()).toHex();
        assertRefused(
                "PSBT global, PSBT_GLOBAL_XPUB",
                "79 bytes instead of 78",
                RawPsbt.global().field("01" + xpub + "00", "01020304").end());
    }

    @Test
    void p5RefusesAPsbtCutOffAnywhere() {
        byte[] whole = SPEND.signedBy(Role.LENDER).serialize();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedException.class, () -> Psbt.parse(cut), "cut to " + length + " bytes");
        }
    }

    @Test
    void p6RefusesBase64ThatIsNotStrict() {
        String good = SPEND.psbt().toBase64();
        assertEquals(SPEND.psbt(), Psbt.parseBase64(good));
        String padded = Base64.getEncoder()
                .encodeToString(RawPsbt.output().field("f0", "aaaa").end().bytes());
        assertTrue(padded.endsWith("A="), () -> "two bytes in the last group: " + padded);
        Psbt.parseBase64(padded);
        String unpadded = padded.substring(0, padded.length() - 1);
        String lastBitsSet = padded.replace("A=", "B=");
        for (String wrong : new String[] {
            good + "\n", " " + good, good.replace('A', '-'), good + "=", good.substring(1), unpadded, lastBitsSet
        }) {
            assertThrows(MalformedException.class, () -> Psbt.parseBase64(wrong));
        }
    }

    @Test
    void p7RefusesSignaturesInTheUnsignedTransactionAndItsAbsence() {
        String withScriptSig = RawPsbt.UNSIGNED.replace("00" + "ffffffff", "0151" + "ffffffff");
        assertMalformed(
                GLOBAL,
                "has a scriptSig",
                () -> RawPsbt.empty().field("00", withScriptSig).end().parse());
        assertMalformed(
                GLOBAL, "missing in version 0", () -> RawPsbt.empty().end().parse());
        String segwit =
                "020000000001" + RawPsbt.UNSIGNED.substring(8, RawPsbt.UNSIGNED.length() - 8) + "0101aa00000000";
        assertRefused(
                "PSBT global, PSBT_GLOBAL_UNSIGNED_TX",
                "",
                RawPsbt.empty().field("00", segwit).end());
    }

    @Test
    void p7RefusesEveryOtherVersion() {
        assertEquals(
                RawPsbt.output().end().parse(),
                RawPsbt.global().field("fb", "00000000").end().end().end().parse());
        for (String version : new String[] {"01000000", "03000000", "ffffffff"}) {
            assertMalformed(
                    GLOBAL + 3 + RawPsbt.UNSIGNED.length() / 2,
                    "neither 0 nor 2",
                    () -> RawPsbt.global()
                            .field("fb", version)
                            .end()
                            .end()
                            .end()
                            .parse());
        }
        for (String version : new String[] {"", "00", "0000000000"}) {
            assertThrows(
                    MalformedException.class,
                    () -> RawPsbt.global()
                            .field("fb", version)
                            .end()
                            .end()
                            .end()
                            .parse());
        }
    }

    @Test
    void p8RefusesMoreOrFewerMapsThanTheTransactionHas() {
        assertMalformed(OUTPUT, "bytes expected", () -> RawPsbt.output().parse());
        assertMalformed(
                OUTPUT + 1,
                "1 bytes too many",
                () -> RawPsbt.output().end().end().parse());
    }

    @Test
    void p10AnswersAnyMutationWithAPsbtOrATypedRefusal() {
        long seed = 174;
        Random random = new Random(seed);
        Psbt good = SPEND.signedBy(Role.LENDER);
        byte[] whole = good.serialize();
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] mutated = whole.clone();
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                byte[] again = Psbt.parse(mutated).serialize();
                assertArrayEquals(again, Psbt.parse(again).serialize(), "seed " + seed + ", mutation " + i);
            } catch (MalformedException typed) {
                refused++;
            }
            // Still: a just-in-time compiler that had seen enough of this once misread the extended keys of every PSBT.
            assertEquals(good, Psbt.parse(whole), "mutation " + i);
        }
        assertTrue(refused > 300 && refused < 2_700, refused + " of 3000 refused: not both happened, seed " + seed);
    }

    @Test
    void p11WritesBackWhatItReads() {
        for (Psbt psbt : new Psbt[] {SPEND.psbt(), SPEND.signedBy(Role.ARBITER)}) {
            byte[] bytes = psbt.serialize();
            assertEquals(psbt, Psbt.parse(bytes));
            assertArrayEquals(bytes, Psbt.parse(bytes).serialize());
        }
    }

    @Test
    void p11PreservesUnknownFieldsInEveryMap() {
        Psbt psbt = RawPsbt.global()
                .field("fc016100", "01")
                .end()
                .field("f0", "02")
                .end()
                .field("fdff00aa", "")
                .end()
                .parse();
        Psbt again = Psbt.parse(psbt.serialize());
        assertEquals(psbt, again);
        assertEquals(ByteString.ofHex("01"), again.global().others().get(ByteString.ofHex("fc016100")));
        assertEquals(ByteString.ofHex("02"), again.inputs().get(0).others().get(ByteString.ofHex("f0")));
        assertEquals(ByteString.EMPTY, again.outputs().get(0).others().get(ByteString.ofHex("fdff00aa")));
    }
}
