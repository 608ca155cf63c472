package org.escrowkit.core.psbt;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.escrowkit.core.psbt.PsbtFaults.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

/** P9: what few bytes would blow up in memory is refused before it does. */
class PsbtLimitsTest {
    private static final int MOST = 10_000;
    /** 10,000 and 10,001 as compact sizes. */
    private static final String MOST_SIZE = "fd1027";

    private static final String ONE_MORE_SIZE = "fd1127";

    @Test
    void p9RefusesAPsbtThatIsTooLarge() {
        byte[] large = new byte[4_000_001];
        assertMalformed(0, "more than 4000000 bytes", () -> Psbt.parse(large));
    }

    @Test
    void p9RefusesAMapOfTooManyFields() {
        RawPsbt most = RawPsbt.input();
        for (int i = 0; i < 10_000; i++) {
            most.field("f0" + ByteString.of((byte) (i >> 8), (byte) i).toHex(), "");
        }
        RawPsbt tooMany = most.field("f1", "");
        assertRefused("PSBT input 0", "more than 10000 fields", tooMany);
    }

    /** S23: more than any use we know of needs. */
    @Test
    void p9RefusesMoreUnknownBytesThanAreKept() {
        String half = "00".repeat(131_072 - 1);
        RawPsbt most = RawPsbt.input().field("f0", half).end().field("f0", half).end();
        assertEquals(
                131_071,
                most.parse().inputs().get(0).others().values().iterator().next().size());
        assertRefused(
                "PSBT output 0",
                "more unknown and proprietary fields than are kept",
                RawPsbt.input().field("f0", half).end().field("f0", half + "00"));
    }

    @Test
    void p9RefusesAWitnessOfTooManyItems() {
        RawPsbt most =
                RawPsbt.input().field("08", MOST_SIZE + "00".repeat(MOST)).end();
        Psbt read = most.end().parse();
        assertArrayEquals(most.bytes(), read.serialize());
        assertRefused(
                "PSBT input 0, PSBT_IN_FINAL_SCRIPTWITNESS",
                "10001 witness items, more than 10000",
                RawPsbt.input().field("08", ONE_MORE_SIZE + "00".repeat(MOST + 1)));
    }

    /** Ten thousand at one depth, which are too few for a tree, are read to the end all the same. */
    @Test
    void p9RefusesATreeOfTooManyLeaves() {
        String leaves = "0ec000".repeat(MOST);
        assertRefused(
                "PSBT output 0, PSBT_OUT_TAP_TREE",
                "more than 10000 leaves",
                RawPsbt.output().field("06", leaves + "0ec000"));
        assertRefused(
                "PSBT output 0, PSBT_OUT_TAP_TREE",
                "the leaves make no tree",
                RawPsbt.output().field("06", leaves));
    }

    /** Each of them takes a byte or two, and forty times that in memory. */
    @Test
    void p9RefusesTooManyWitnessItemsInPreviousTransactions() {
        String most = previous(199_998);
        Psbt read = RawPsbt.input().field("00", most).end().end().parse();
        assertEquals(
                199_998,
                read.inputs()
                        .get(0)
                        .previousTransaction()
                        .orElseThrow()
                        .inputs()
                        .get(0)
                        .witness()
                        .size());
        String where = "PSBT input 0, PSBT_IN_NON_WITNESS_UTXO";
        assertRefused(
                where, "200001 witness items, more than 200000", RawPsbt.input().field("00", previous(200_001)));
        assertRefused(
                "PSBT input 0, PSBT_IN_NON_WITNESS_UTXO",
                "more than 200000 parts of transactions, witnesses and trees",
                RawPsbt.input().field("00", previous(199_999)));
    }

    /** The limit is one PSBT's, not one map's. */
    @Test
    void p9RefusesTooManyPartsInAllMapsTogether() {
        String unsigned = unsigned(21, 1);
        RawPsbt full = RawPsbt.empty().field("00", unsigned).end();
        for (int i = 0; i < 20; i++) {
            full.field("08", MOST_SIZE + "00".repeat(MOST)).end();
        }
        RawPsbt last = full.copy();
        assertEquals(21, full.end().end().parse().inputs().size());
        assertRefused(
                "PSBT input 20, PSBT_IN_FINAL_SCRIPTWITNESS",
                "1 witness items, more than 0",
                last.field("08", "0100").end());
    }

    @Test
    void p9RefusesTooManyLeavesInAllTreesTogether() {
        int leaves = 8_192;
        RawPsbt trees = RawPsbt.empty().field("00", unsigned(1, 25)).end().end();
        for (int i = 0; i < 24; i++) {
            trees.field("06", "0dc000".repeat(leaves)).end();
        }
        assertRefused(
                "PSBT output 24, PSBT_OUT_TAP_TREE",
                "more than 200000 parts",
                trees.field("06", "0dc000".repeat(leaves)));
    }

    private static String previous(int witnessItems) {
        Transaction bare = Transaction.parseLegacy(ByteString.ofHex(unsigned(1, 1)));
        List<ByteString> witness = Collections.nCopies(witnessItems, ByteString.EMPTY);
        return ByteString.of(bare.withWitnesses(List.of(witness)).serialize()).toHex();
    }

    @Test
    void p9RefusesTooManyInputsAndOutputs() {
        assertEquals(MOST, Psbt.parse(of(MOST, 1)).inputs().size());
        assertEquals(MOST, Psbt.parse(of(1, MOST)).outputs().size());
        String where = "PSBT global, PSBT_GLOBAL_UNSIGNED_TX";
        assertRefused(where, "10001 inputs, more than 10000", RawPsbt.empty().field("00", unsigned(MOST + 1, 1)));
        assertRefused(where, "10001 outputs, more than 10000", RawPsbt.empty().field("00", unsigned(1, MOST + 1)));
        assertRefused(
                "PSBT global, PSBT_GLOBAL_INPUT_COUNT",
                "10001 inputs, more than 10000",
                RawPsbt.empty().field("04", ONE_MORE_SIZE));
        assertRefused(
                "PSBT global, PSBT_GLOBAL_OUTPUT_COUNT",
                "10001 outputs, more than 10000",
                RawPsbt.empty().field("05", ONE_MORE_SIZE));
    }

    private static byte[] of(int inputs, int outputs) {
        return Psbt.create(Transaction.parseLegacy(ByteString.ofHex(unsigned(inputs, outputs))))
                .toVersion(PsbtVersion.V2)
                .serialize();
    }

    private static String unsigned(int inputs, int outputs) {
        TransactionInput input = TransactionInput.unsigned(new Outpoint(Sha256Hash.ZERO_HASH, 0), 0);
        TransactionOutput output = new TransactionOutput(Coin.ZERO, ByteString.EMPTY);
        List<TransactionInput> spends = Collections.nCopies(inputs, input);
        List<TransactionOutput> pays = Collections.nCopies(outputs, output);
        return ByteString.of(new Transaction(2, spends, pays, 0).serializeLegacy())
                .toHex();
    }
}
