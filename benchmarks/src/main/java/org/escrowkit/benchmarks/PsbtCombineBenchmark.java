package org.escrowkit.benchmarks;

import java.util.concurrent.TimeUnit;
import org.escrowkit.core.psbt.Psbt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The borrower's half and the lender's, combined. Ours verifies every signature, the others none. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtCombineBenchmark {
    @Benchmark
    public Psbt ours(PsbtHalves.Fresh halves) {
        return halves.borrowers.combine(halves.lenders);
    }

    @Benchmark
    public fr.acinq.bitcoin.psbt.Psbt bitcoinKmpUnverified(PsbtHalves halves) {
        return KmpPsbt.combine(halves.kmpBorrowers, halves.kmpLenders);
    }

    @Benchmark
    public Object bdkUnverified(PsbtHalves.WithBdk with) throws Exception {
        try (AutoCloseable both = with.bdk.combine(with.borrowers, with.lenders)) {
            return both;
        }
    }

    /** Two for each input. */
    @Benchmark
    public boolean bareVerifications(PsbtHalves halves) {
        return halves.verifyBare();
    }
}
