package org.escrowkit.benchmarks;

import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.Transaction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** From the two halves to the verified transaction: combined, verified, finalized and extracted. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtCompleteBenchmark {
    @Benchmark
    public Transaction ours(PsbtHalves.Fresh halves) {
        return PsbtSpend.transaction(halves.borrowers.combine(halves.lenders).finish());
    }

    @Benchmark
    public fr.acinq.bitcoin.Transaction bitcoinKmp(PsbtHalves halves) {
        return KmpPsbt.finish(KmpPsbt.combine(halves.kmpBorrowers, halves.kmpLenders));
    }

    @Benchmark
    public Object bdk(PsbtHalves.WithBdk with) throws Exception {
        try (AutoCloseable both = with.bdk.combine(with.borrowers, with.lenders);
                AutoCloseable transaction = with.bdk.finish(both)) {
            return transaction;
        }
    }

    /** Two for each input. */
    @Benchmark
    public boolean bareVerifications(PsbtHalves halves) {
        return halves.verifyBare();
    }
}
