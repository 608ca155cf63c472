package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.escrowkit.core.psbt.PsbtFaults.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.KeyOrigin;
import org.junit.jupiter.api.Test;

/** The fields of BIP371 (S23): typed, kept, and never consulted. */
class TaprootFieldsTest {
    private static final String KEY = "aa".repeat(32);
    private static final String LEAF = "bb".repeat(32);
    private static final String ROOT = "cc".repeat(32);
    private static final String SIGNATURE = "dd".repeat(64);
    private static final String CONTROL = "c0" + KEY + LEAF;
    private static final String ORIGIN = "01020304" + "56000080" + "07000000";
    private static final TaprootOrigin TYPED_ORIGIN =
            new TaprootOrigin(List.of(bytes(LEAF)), new KeyOrigin(bytes("01020304"), DerivationPath.parse("86h/7")));

    private static ByteString bytes(String hex) {
        return ByteString.ofHex(hex);
    }

    private static RawPsbt input() {
        return RawPsbt.input()
                .field("13", SIGNATURE + "01")
                .field("14" + KEY + LEAF, SIGNATURE)
                .field("15" + CONTROL, "51c0")
                .field("16" + KEY, "01" + LEAF + ORIGIN)
                .field("17", KEY)
                .field("18", ROOT);
    }

    private static RawPsbt output() {
        return RawPsbt.output()
                .field("05", KEY)
                .field("06", "01c00151" + "02c00152" + "02c20153")
                .field("07" + KEY, "00" + ORIGIN);
    }

    @Test
    void areTypedInAnInput() {
        Psbt psbt = input().end().end().parse();
        TaprootInput expected = new TaprootInput(
                Optional.of(bytes(SIGNATURE + "01")),
                Map.of(bytes(KEY + LEAF), bytes(SIGNATURE)),
                Map.of(bytes(CONTROL), new TaprootLeaf(0xc0, bytes("51"))),
                Map.of(bytes(KEY), TYPED_ORIGIN),
                Optional.of(bytes(KEY)),
                Optional.of(bytes(ROOT)));
        assertEquals(expected, psbt.inputs().get(0).taproot());
        assertTrue(psbt.inputs().get(0).others().isEmpty());
        assertEquals(bytes(hex(input().end().end().bytes())), ByteString.of(psbt.serialize()));
    }

    private static String hex(byte[] bytes) {
        return ByteString.of(bytes).toHex();
    }

    @Test
    void areTypedInAnOutput() {
        Psbt psbt = output().end().parse();
        TaprootOutput expected = new TaprootOutput(
                Optional.of(bytes(KEY)),
                List.of(leaf(1, 0xc0, "51"), leaf(2, 0xc0, "52"), leaf(2, 0xc2, "53")),
                Map.of(bytes(KEY), new TaprootOrigin(List.of(), TYPED_ORIGIN.origin())));
        assertEquals(expected, psbt.outputs().get(0).taproot());
        assertEquals(hex(output().end().bytes()), hex(psbt.serialize()));
    }

    private static TaprootTreeLeaf leaf(int depth, int version, String script) {
        return new TaprootTreeLeaf(depth, new TaprootLeaf(version, bytes(script)));
    }

    @Test
    void areRefusedWithOtherLengths() {
        refusedInput("IN_TAP_KEY_SIG", "signature of 63 bytes", "13", "dd".repeat(63));
        refusedInput("IN_TAP_KEY_SIG", "signature of 66 bytes", "13", "dd".repeat(66));
        refusedInput("IN_TAP_SCRIPT_SIG", "key data of 63 bytes", "14" + "aa".repeat(63), SIGNATURE);
        refusedInput("IN_TAP_SCRIPT_SIG", "signature of 0 bytes", "14" + KEY + LEAF, "");
        refusedInput("IN_TAP_LEAF_SCRIPT", "control block of 32 bytes", "15" + KEY, "51c0");
        refusedInput("IN_TAP_LEAF_SCRIPT", "control block of 34 bytes", "15c0" + KEY + "00", "51c0");
        refusedInput("IN_TAP_LEAF_SCRIPT", "control block of 4161", "15c0" + KEY.repeat(130), "51c0");
        refusedInput("IN_TAP_LEAF_SCRIPT", "a leaf without a version", "15" + CONTROL, "");
        refusedInput("IN_TAP_BIP32_DERIVATION", "key data of 33 bytes", "16" + KEY + "00", "00" + ORIGIN);
        refusedInput("IN_TAP_BIP32_DERIVATION", "8 bytes expected", "16" + KEY, "ff");
        refusedInput("IN_TAP_BIP32_DERIVATION", "2 items declared", "16" + KEY, "02" + LEAF + ORIGIN);
        refusedInput("IN_TAP_BIP32_DERIVATION", "key origin of 13 bytes", "16" + KEY, "00" + ORIGIN + "00");
        refusedInput("IN_TAP_INTERNAL_KEY", "32 bytes expected", "17", "aa".repeat(31));
        refusedInput("IN_TAP_INTERNAL_KEY", "1 bytes too many", "17", KEY + "00");
        refusedInput("IN_TAP_MERKLE_ROOT", "32 bytes expected", "18", "");
        refusedOutput("OUT_TAP_INTERNAL_KEY", "32 bytes expected", "05", "00");
        refusedOutput("OUT_TAP_BIP32_DERIVATION", "key data of 31 bytes", "07" + "aa".repeat(31), "00" + ORIGIN);
    }

    /** The deepest that taproot knows is read. */
    @Test
    void aControlBlockMayHave128Steps() {
        String deepest = "c0" + KEY.repeat(129);
        Psbt psbt = RawPsbt.input().field("15" + deepest, "c0").end().end().parse();
        assertEquals(
                Map.of(bytes(deepest), new TaprootLeaf(0xc0, ByteString.EMPTY)),
                psbt.inputs().get(0).taproot().leafScripts());
    }

    @Test
    void aTreeIsWholeAndInDepthFirstOrder() {
        for (String noTree : List.of(
                "",
                "01c000",
                "00c00000c000",
                "01c00001c00001c000",
                "02c00001c00002c000",
                "02c00002c000",
                "03c00001c000")) {
            refusedOutput("OUT_TAP_TREE", "the leaves make no tree", "06", noTree);
        }
        for (String tree : List.of("00c000", "01c00001c000", "02c00002c00001c000", "01c00002c00002c000")) {
            RawPsbt.output().field("06", tree).end().parse();
        }
        refusedOutput("OUT_TAP_TREE", "at depth 129", "06", "81c000");
        refusedOutput("OUT_TAP_TREE", "leaf of version 193", "06", "00c100");
        refusedOutput("OUT_TAP_TREE", "bytes expected", "06", "00c0");
    }

    @Test
    void areCombinedAndNotContradicted() {
        Psbt bare = RawPsbt.output().end().parse();
        Psbt input = input().end().end().parse();
        Psbt output = output().end().parse();
        Psbt all = input.combine(output);
        assertEquals(all, output.combine(input));
        assertEquals(input.inputs(), all.inputs());
        assertEquals(output.outputs(), all.outputs());
        assertEquals(input, bare.combine(input));
        for (String[] field : new String[][] {
            {"taproot key signature", "13", SIGNATURE},
            {"taproot script signatures", "14" + KEY + LEAF, "ee".repeat(64)},
            {"taproot leaf scripts", "15" + CONTROL, "52c0"},
            {"taproot key origins", "16" + KEY, "00" + ORIGIN},
            {"taproot internal key", "17", LEAF},
            {"taproot merkle root", "18", LEAF}
        }) {
            Psbt other = RawPsbt.input().field(field[1], field[2]).end().end().parse();
            assertFault(PsbtFault.CONFLICTING_FIELD, "input 0 " + field[0], () -> input.combine(other));
        }
        for (String[] field : new String[][] {
            {"taproot internal key", "05", LEAF},
            {"taproot tree", "06", "00c000"},
            {"taproot key origins", "07" + KEY, "01" + LEAF + ORIGIN}
        }) {
            Psbt other = RawPsbt.output().field(field[1], field[2]).end().parse();
            assertFault(PsbtFault.CONFLICTING_FIELD, "output 0 " + field[0], () -> output.combine(other));
        }
    }

    private static void refusedInput(String field, String problem, String key, String value) {
        assertRefused("PSBT input 0, PSBT_" + field, problem, RawPsbt.input().field(key, value));
    }

    private static void refusedOutput(String field, String problem, String key, String value) {
        assertRefused("PSBT output 0, PSBT_" + field, problem, RawPsbt.output().field(key, value));
    }
}
