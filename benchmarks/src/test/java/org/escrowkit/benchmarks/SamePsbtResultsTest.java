package org.escrowkit.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Base64;
import java.util.List;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.Psbt;
import org.junit.jupiter.api.Test;

/** As {@link SameResultsTest}, for PSBTs: all read, write, combine and finish to the same. Nothing is timed. */
class SamePsbtResultsTest {
    private static final PsbtSpend SPEND = PsbtSpend.ofInputs(3);

    @Test
    void allReadAndWriteTheSamePsbt() throws Exception {
        PsbtParseWriteBenchmark both = new PsbtParseWriteBenchmark();
        both.prepare(SPEND);
        assertArrayEquals(SPEND.byBorrower(), both.ours());
        assertEquals(base64(SPEND.byBorrower()), both.oursInBase64());
        assertEquals(Psbt.parse(SPEND.byBorrower()), Psbt.parse(both.bitcoinKmp()));
        assertEquals(33 * 3 * 3 + 32 * 3 * 3, both.bareCurveChecks());
        assertTrue(SPEND.keys().stream()
                        .map(Base64.getEncoder()::encodeToString)
                        .distinct()
                        .count()
                == 9);

        PsbtParseBenchmark parse = new PsbtParseBenchmark();
        parse.prepare(SPEND);
        assertEquals(Psbt.parse(SPEND.byBorrower()), parse.ours());
        assertEquals(parse.ours(), parse.oursFromBase64());
        assertArrayEquals(KmpPsbt.write(parse.bitcoinKmp()), both.bitcoinKmp());

        PsbtWriteBenchmark write = new PsbtWriteBenchmark();
        write.prepare(SPEND);
        assertArrayEquals(both.ours(), write.ours());
        assertEquals(both.oursInBase64(), write.oursToBase64());
        assertArrayEquals(both.bitcoinKmp(), write.bitcoinKmp());
    }

    @Test
    void bdkReadsAndWritesTheSamePsbt() throws Exception {
        Bdk bdk = bdk();
        try (AutoCloseable psbt = bdk.psbt(base64(SPEND.byBorrower()))) {
            assertEquals(Psbt.parse(SPEND.byBorrower()), Psbt.parseBase64(bdk.base64(psbt)));
        }
        PsbtParseWriteBenchmark both = new PsbtParseWriteBenchmark();
        both.prepare(SPEND);
        assertEquals(
                Psbt.parse(SPEND.byBorrower()),
                Psbt.parseBase64(both.bdkInBase64(new PsbtParseWriteBenchmark.WithBdk())));
        PsbtParseBenchmark parse = new PsbtParseBenchmark();
        parse.prepare(SPEND);
        parse.bdkFromBase64(new PsbtParseBenchmark.WithBdk());
        PsbtWriteBenchmark write = new PsbtWriteBenchmark();
        write.prepare(SPEND);
        PsbtWriteBenchmark.WithBdk with = new PsbtWriteBenchmark.WithBdk();
        with.prepare(write);
        assertEquals(Psbt.parse(SPEND.byBorrower()), Psbt.parseBase64(write.bdkToBase64(with)));
        with.close();
    }

    @Test
    void allCombineToTheSamePsbt() throws Exception {
        PsbtCombineBenchmark combine = new PsbtCombineBenchmark();
        PsbtHalves halves = halves();
        Psbt ours = combine.ours(fresh(halves));
        assertEquals(
                List.of(2, 2, 2),
                ours.inputs().stream().map(input -> input.signatures().size()).toList());
        assertEquals(ours, Psbt.parse(KmpPsbt.write(combine.bitcoinKmpUnverified(halves))));
        assertEquals(6, SPEND.signatures().size());
        assertTrue(combine.bareVerifications(halves));

        Bdk bdk = bdk();
        PsbtHalves.WithBdk with = new PsbtHalves.WithBdk();
        with.prepare(halves);
        try (AutoCloseable both = bdk.combine(with.borrowers, with.lenders)) {
            assertEquals(ours, Psbt.parseBase64(bdk.base64(both)));
        }
        combine.bdkUnverified(with);
        with.close();
    }

    @Test
    void allFinishWithTheSameTransaction() throws Exception {
        PsbtFinishBenchmark finish = new PsbtFinishBenchmark();
        finish.prepare(SPEND);
        PsbtCompleteBenchmark complete = new PsbtCompleteBenchmark();
        PsbtHalves halves = halves();
        PsbtFinishBenchmark.Fresh signed = new PsbtFinishBenchmark.Fresh();
        signed.read(finish);
        Transaction ours = finish.ours(signed);
        assertEquals(ours, complete.ours(fresh(halves)));
        assertArrayEquals(ours.serialize(), fr.acinq.bitcoin.Transaction.write(finish.bitcoinKmp()));
        assertArrayEquals(ours.serialize(), fr.acinq.bitcoin.Transaction.write(complete.bitcoinKmp(halves)));
        assertTrue(finish.bareVerifications());
        assertTrue(complete.bareVerifications(halves));

        Bdk bdk = bdk();
        PsbtFinishBenchmark.WithBdk with = new PsbtFinishBenchmark.WithBdk();
        with.prepare(finish);
        try (AutoCloseable transaction = bdk.finish(with.psbt)) {
            assertArrayEquals(ours.serialize(), bdk.serialize(transaction));
        }
        finish.bdk(with);
        with.close();
        PsbtHalves.WithBdk apart = new PsbtHalves.WithBdk();
        apart.prepare(halves);
        try (AutoCloseable both = bdk.combine(apart.borrowers, apart.lenders);
                AutoCloseable transaction = bdk.finish(both)) {
            assertArrayEquals(ours.serialize(), bdk.serialize(transaction));
        }
        complete.bdk(apart);
        apart.close();
    }

    private static PsbtHalves halves() {
        PsbtHalves halves = new PsbtHalves();
        halves.prepare(SPEND);
        return halves;
    }

    private static PsbtHalves.Fresh fresh(PsbtHalves halves) {
        PsbtHalves.Fresh fresh = new PsbtHalves.Fresh();
        fresh.read(halves);
        return fresh;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
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
