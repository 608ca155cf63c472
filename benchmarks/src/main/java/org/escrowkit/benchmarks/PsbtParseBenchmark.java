package org.escrowkit.benchmarks;

import java.util.Base64;
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
import org.openjdk.jmh.annotations.Warmup;

/** A PSBT of one signature on every input, read. BDK takes base64 alone, so we have a row of it too. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtParseBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    private byte[] bytes = {};
    private String base64 = "";

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend spend) {
        bytes = spend.byBorrower();
        base64 = Base64.getEncoder().encodeToString(bytes);
    }

    /** BDK, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();
    }

    @Benchmark
    public Psbt ours() {
        return Psbt.parse(bytes);
    }

    @Benchmark
    public Psbt oursFromBase64() {
        return Psbt.parseBase64(base64);
    }

    @Benchmark
    public fr.acinq.bitcoin.psbt.Psbt bitcoinKmp() {
        return KmpPsbt.read(bytes);
    }

    @Benchmark
    public Object bdkFromBase64(WithBdk with) throws Exception {
        try (AutoCloseable psbt = with.bdk.psbt(base64)) {
            return psbt;
        }
    }
}
