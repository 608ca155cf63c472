package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.escrowkit.core.psbt.PsbtFaults.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Fields of spends that no escrow makes (S23): read strictly, carried on, combined, and of no effect. */
class OtherFieldsTest {
    private static final String KEY = TestKeys.seeded(1).xpub().key().toString();
    private static final String NO_POINT = "02" + "00".repeat(31) + "05";
    private static final String HASH = "ab".repeat(32);

    private static RawPsbt input() {
        return RawPsbt.input()
                .field("04", "5151")
                .field("07", "00")
                .field("09", "6869")
                .field("0a" + "11".repeat(20), "01")
                .field("0b" + "22".repeat(32), "02")
                .field("0c" + "33".repeat(20), "")
                .field("0d" + "44".repeat(32), "04");
    }

    @Test
    void scriptsAndCommitmentsAndPreimagesAreTyped() {
        RawPsbt raw = input().end().field("00", "52").end();
        Psbt psbt = raw.parse();
        PsbtInput expected = PsbtInput.builder()
                .redeemScript(hex("5151"))
                .finalScriptSig(hex("00"))
                .proofOfReserves(hex("6869"))
                .preimages(Map.of(
                        new HashLock(HashLock.Function.RIPEMD160, hex("11".repeat(20))), hex("01"),
                        new HashLock(HashLock.Function.SHA256, hex("22".repeat(32))), hex("02"),
                        new HashLock(HashLock.Function.HASH160, hex("33".repeat(20))), hex(""),
                        new HashLock(HashLock.Function.HASH256, hex("44".repeat(32))), hex("04")))
                .build();
        assertEquals(expected, psbt.inputs().get(0));
        assertEquals(Optional.of(hex("52")), psbt.outputs().get(0).redeemScript());
        assertEquals(ByteString.of(raw.bytes()), ByteString.of(psbt.serialize()));
        assertEquals(psbt, Psbt.create(psbt.unsignedTransaction()).union(psbt));
    }

    @Test
    void twoWordsForOneAreAConflict() {
        Psbt one = input().end().field("00", "52").end().parse();
        for (String[] field : new String[][] {
            {"redeem script", "04", "52"},
            {"final scriptSig", "07", "01"},
            {"proof of reserves", "09", ""},
            {"preimages", "0d" + "44".repeat(32), "05"}
        }) {
            Psbt other = RawPsbt.input().field(field[1], field[2]).end().end().parse();
            assertFault(PsbtFault.CONFLICTING_FIELD, "input 0 " + field[0], () -> one.combine(other));
        }
        Psbt other = RawPsbt.output().field("00", "53").end().parse();
        assertFault(PsbtFault.CONFLICTING_FIELD, "output 0 redeem script", () -> one.combine(other));
    }

    @Test
    void hashesOfAnotherLengthAreRefused() {
        for (String field : List.of("0a", "0c")) {
            assertRefused(name(field), "hash of 32 bytes", RawPsbt.input().field(field + HASH, ""));
        }
        for (String field : List.of("0b", "0d")) {
            assertRefused(name(field), "hash of 20 bytes", RawPsbt.input().field(field + "ab".repeat(20), ""));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new HashLock(HashLock.Function.SHA256, hex("ab".repeat(20))));
    }

    private static String name(String type) {
        return "PSBT input 0, " + PsbtField.OF_INPUTS.get(Integer.parseInt(type, 16));
    }

    /** BIP373. */
    @Test
    void fieldsOfMusig2AreKeptIfTheyHaveTheirForm() {
        RawPsbt raw = RawPsbt.input()
                .field("1a" + KEY, KEY + KEY)
                .field("1b" + KEY + KEY, "00".repeat(66))
                .field("1b" + KEY + KEY + HASH, "00".repeat(66))
                .field("1c" + KEY + KEY, "00".repeat(32))
                .end()
                .field("08" + KEY, KEY)
                .end();
        assertEquals(ByteString.of(raw.bytes()), ByteString.of(raw.parse().serialize()));
        assertRefused(name("1a"), "no point", RawPsbt.input().field("1a" + NO_POINT, KEY));
        assertRefused(name("1a"), "no point", RawPsbt.input().field("1a" + KEY, KEY + NO_POINT));
        assertRefused(name("1a"), "keys of 34 bytes", RawPsbt.input().field("1a" + KEY, KEY + "00"));
        assertRefused(name("1b"), "key data of 33 bytes", RawPsbt.input().field("1b" + KEY, "00".repeat(66)));
        assertRefused(name("1b"), "no point", RawPsbt.input().field("1b" + KEY + NO_POINT, "00".repeat(66)));
        assertRefused(name("1b"), "65 bytes instead of 66", RawPsbt.input().field("1b" + KEY + KEY, "00".repeat(65)));
        assertRefused(name("1c"), "33 bytes instead of 32", RawPsbt.input().field("1c" + KEY + KEY, "00".repeat(33)));
        assertRefused(
                "PSBT output 0, PSBT_OUT_MUSIG2_PARTICIPANT_PUBKEYS",
                "no point",
                RawPsbt.output().field("08" + KEY, NO_POINT));
    }

    /** BIP174: an identifier and a subtype stand at the head of every proprietary key. */
    @Test
    void proprietaryKeysHaveAnIdentifierAndASubtype() {
        for (String key : List.of("fc0000", "fc026869fd0001", "fc02686900aabb")) {
            RawPsbt raw = RawPsbt.global()
                    .field(key, "c0")
                    .end()
                    .field(key, "c1")
                    .end()
                    .field(key, "c2")
                    .end();
            assertEquals(ByteString.of(raw.bytes()), ByteString.of(raw.parse().serialize()));
        }
        for (String key : List.of("fc", "fc00", "fc0568", "fc0168fd0001".substring(0, 10), "fc0168fd01")) {
            assertRefused(
                    "PSBT input 0, PSBT_IN_PROPRIETARY",
                    "proprietary key",
                    RawPsbt.input().field(key, ""));
            assertRefused(
                    "PSBT output 0, PSBT_OUT_PROPRIETARY",
                    "proprietary key",
                    RawPsbt.output().field(key, ""));
        }
    }

    /** From bytes none of these can come; from a caller they would make a PSBT that says something else. */
    @Test
    void aFieldWithAPlaceOfItsOwnIsNoOtherField() {
        Psbt psbt = RawPsbt.output().end().parse();
        for (PsbtField field : PsbtField.values()) {
            ByteString key = ByteString.of((byte) field.type()).plus(0);
            Map<ByteString, ByteString> one = Map.of(key, ByteString.EMPTY);
            Executable put = field.name().startsWith("GLOBAL_")
                    ? () -> psbt.withOthers(one)
                    : field.name().startsWith("IN_")
                            ? () -> PsbtInput.builder().others(one).build()
                            : () -> new PsbtOutput(
                                    Optional.empty(), Optional.empty(), Map.of(), TaprootOutput.EMPTY, one);
            if (field.isKept()) {
                assertDoesNotThrow(put, field::toString);
            } else {
                assertThrows(IllegalArgumentException.class, put, field::toString);
            }
        }
        Map<ByteString, ByteString> endOfMap = Map.of(ByteString.EMPTY, ByteString.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> psbt.withOthers(endOfMap));
    }

    private static ByteString hex(String hex) {
        return ByteString.ofHex(hex);
    }
}
