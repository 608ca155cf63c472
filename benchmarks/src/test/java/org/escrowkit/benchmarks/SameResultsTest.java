package org.escrowkit.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bitcoinj.core.TransactionOutPoint;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.ledger.BlockFault;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Every body of every benchmark runs, and the libraries that it compares do the same work. Nothing is timed. */
class SameResultsTest {
    private static final int ADDRESSES = 500;
    private static final Settlement SETTLEMENT = Settlement.ofInputs(3);

    @Test
    void bitcoinjDerivesOurAddresses() {
        DerivationBenchmark derivation = new DerivationBenchmark();
        assertOurAddresses(derivation::bitcoinj);
        assertEquals(derivation.ours(1), new DerivationBenchmark().ours());
        assertEquals(derivation.ours(1), new DerivationBenchmark().bitcoinj());
    }

    @Test
    void bitcoinKmpDerivesOurAddresses() {
        assertOurAddresses(new DerivationBenchmark()::bitcoinKmp);
        assertEquals(new DerivationBenchmark().ours(), new DerivationBenchmark().bitcoinKmp());
    }

    @Test
    void bdkDerivesOurAddresses() {
        Bdk bdk = bdk();
        Object descriptor = bdk.descriptor(Parties.VAULT.descriptor());
        assertOurAddresses(index -> bdk.address(descriptor, index));
        assertEquals(
                new DerivationBenchmark().ours(), new DerivationBenchmark().bdk(new DerivationBenchmark.WithBdk()));
    }

    @Test
    void theNativeDerivationGivesThreeKeys() {
        assertEquals(3, new DerivationBenchmark().bareNative().length);
    }

    private static void assertOurAddresses(IntFunction<String> rival) {
        DerivationBenchmark derivation = new DerivationBenchmark();
        for (int index = 0; index < ADDRESSES; index++) {
            assertEquals(derivation.ours(index), rival.apply(index), "index " + index);
        }
    }

    @Test
    void allHashTheSame() {
        SighashBenchmark sighash = new SighashBenchmark();
        sighash.prepare(SETTLEMENT);
        assertEquals(SETTLEMENT.inputs(), sighash.ours().size());
        assertEquals(sighash.ours(), sighash.oursAgain());
        assertEquals(sighash.ours(), sighash.bitcoinj());
        assertEquals(sighash.ours(), sighash.bitcoinKmp());
    }

    /** Whether or not a library grinds for a low R, each signature is good, and all of them stand in our PSBT. */
    @Test
    void allSignaturesAreAccepted() {
        SignBenchmark sign = new SignBenchmark();
        sign.prepare(SETTLEMENT);
        Psbt ours = sign.ours();
        P2wshVerifier verifier = new P2wshVerifier(Curve.verifier());
        var key = SETTLEMENT.escrow().key(Role.BORROWER);
        List<List<ByteString>> all = List.of(
                ours.inputs().stream().map(input -> input.signatures().get(key)).toList(),
                sign.bitcoinj(),
                sign.bitcoinKmp(),
                sign.bareNative());
        for (List<ByteString> signatures : all) {
            assertEquals(SETTLEMENT.inputs(), signatures.size());
            for (int i = 0; i < signatures.size(); i++) {
                assertEquals(
                        Optional.empty(),
                        verifier.verifySignature(signatures.get(i), key.bytes(), ours.sighash(i)),
                        "input " + i);
            }
        }
        assertTrue(sign.bareNativeAndVerified());
    }

    @Test
    void theNativeGrindingGivesOurSignatures() throws Throwable {
        LowRBenchmark grinding = new LowRBenchmark();
        assertEquals(LowRBenchmark.SIGNATURES, grinding.bareNative().size());
        assertEquals(grinding.bareNative(), grinding.ours());
    }

    @Test
    void allVerifyTheSignature() {
        VerifyBenchmark verify = new VerifyBenchmark();
        assertTrue(verify.ours());
        assertTrue(verify.bitcoinj());
        assertTrue(verify.bitcoinKmp());
        assertTrue(verify.bareNative());
    }

    @Test
    void allParseTheTransaction() {
        ParseBenchmark parse = new ParseBenchmark();
        parse.prepare(SETTLEMENT);
        Transaction ours = parse.ours();
        assertEquals(SETTLEMENT.signed(), ours);
        assertArrayEquals(ours.serialize(), parse.bitcoinj().serialize());
        assertArrayEquals(ours.serialize(), fr.acinq.bitcoin.Transaction.write(parse.bitcoinKmp()));
    }

    @Test
    void bdkParsesTheTransaction() throws Exception {
        Bdk bdk = bdk();
        byte[] bytes = SETTLEMENT.signed().serialize();
        try (AutoCloseable transaction = bdk.transaction(bytes)) {
            assertArrayEquals(bytes, bdk.serialize(transaction));
        }
        ParseBenchmark parse = new ParseBenchmark();
        parse.prepare(SETTLEMENT);
        parse.bdk(new ParseBenchmark.WithBdk());
    }

    @Test
    void allAcceptTheSpend() {
        SpendBenchmark spend = new SpendBenchmark();
        spend.prepare(SETTLEMENT);
        assertEquals(Optional.empty(), spend.ours());
        assertEquals(SETTLEMENT.inputs(), spend.bitcoinKmp().txIn.size());
        assertTrue(spend.bareNative());
    }

    /** None of the copies of a block has a match; then one of its outputs and one of its inputs is watched. */
    @Test
    void allFindTheSameInABlock() {
        byte[] block = ScanBlocks.P2WSH_DENSE.copies(1).get(0);
        ScanBenchmark scan = new ScanBenchmark();
        scan.prepare(List.of(block));
        var ours = new ScanBenchmark.Ours();
        var maps = new ScanBenchmark.OurMaps();
        var bitcoinj = new ScanBenchmark.BitcoinjMaps();
        ours.prepare(1_000);
        maps.prepare(1_000);
        bitcoinj.prepare(1_000);
        assertEquals(List.of(0, 0, 0), List.of(scan.ours(ours), scan.oursParsed(maps), scan.bitcoinj(bitcoinj)));
        List<Transaction> transactions = Block.parse(block).transactions();
        var script = transactions.get(7).outputs().get(2).scriptPubKey();
        var spent = transactions.get(2_000).inputs().get(1).outpoint();
        ours.scripts.add(script);
        ours.outpoints.add(spent);
        maps.scripts.put(script, 0);
        maps.outpoints.put(spent, 0);
        bitcoinj.scripts.put(ByteBuffer.wrap(script.toByteArray()), 0);
        bitcoinj.outpoints.put(new TransactionOutPoint(spent.index(), spent.txid()), 0);
        assertEquals(List.of(2, 2, 2), List.of(scan.ours(ours), scan.oursParsed(maps), scan.bitcoinj(bitcoinj)));
        // The transactions fit their header; that none of them is a coinbase is the generator's.
        assertEquals(Optional.of(BlockFault.NO_COINBASE), scan.oursMerkleRoot());
    }

    @Test
    void theLargestTransactionCanBePrepared() {
        Settlement largest = Settlement.ofInputs(1_000);
        assertEquals(1_000, largest.signed().inputs().size());
        assertEquals(1_000, largest.sighashes().size());
    }

    private static Bdk bdk() {
        try {
            Bdk bdk = new Bdk();
            bdk.descriptor(Parties.VAULT.descriptor());
            return bdk;
        } catch (LinkageError noNativeLibrary) {
            return abort("BDK does not load here (its library needs x86-64 and glibc 2.34): " + noNativeLibrary);
        }
    }
}
