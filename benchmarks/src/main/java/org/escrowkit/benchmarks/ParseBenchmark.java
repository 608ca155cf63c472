package org.escrowkit.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.Transaction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The bytes of a signed settlement to a transaction. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    private byte[] bytes = {};

    @Setup
    public void prepare() {
        prepare(Settlement.ofInputs(inputs));
    }

    void prepare(Settlement settlement) {
        bytes = settlement.signed().serialize();
    }

    /** BDK, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();
    }

    @Benchmark
    public Transaction ours() {
        return Transaction.parse(bytes);
    }

    @Benchmark
    public org.bitcoinj.core.Transaction bitcoinj() {
        return org.bitcoinj.core.Transaction.read(ByteBuffer.wrap(bytes));
    }

    @Benchmark
    public fr.acinq.bitcoin.Transaction bitcoinKmp() {
        return fr.acinq.bitcoin.Transaction.read(bytes);
    }

    @Benchmark
    public Object bdk(WithBdk with) throws Exception {
        try (AutoCloseable transaction = with.bdk.transaction(bytes)) {
            return transaction;
        }
    }
}
