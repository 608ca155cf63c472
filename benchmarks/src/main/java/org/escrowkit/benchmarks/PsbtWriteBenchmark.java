package org.escrowkit.benchmarks;

import java.util.concurrent.TimeUnit;
import org.escrowkit.core.psbt.Psbt;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A PSBT of one signature on every input, written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtWriteBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private Psbt psbt;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.psbt.Psbt kmp;

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend spend) {
        psbt = Psbt.parse(spend.byBorrower());
        kmp = KmpPsbt.read(spend.byBorrower());
    }

    /** BDK with the PSBT, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();

        @SuppressWarnings("NullAway.Init")
        AutoCloseable psbt;

        @Setup
        public void prepare(PsbtWriteBenchmark benchmark) {
            psbt = bdk.psbt(benchmark.psbt.toBase64());
        }

        @TearDown
        public void close() throws Exception {
            psbt.close();
        }
    }

    @Benchmark
    public byte[] ours() {
        return psbt.serialize();
    }

    @Benchmark
    public String oursToBase64() {
        return psbt.toBase64();
    }

    @Benchmark
    public byte[] bitcoinKmp() {
        return KmpPsbt.write(kmp);
    }

    @Benchmark
    public String bdkToBase64(WithBdk with) {
        return with.bdk.base64(with.psbt);
    }
}
