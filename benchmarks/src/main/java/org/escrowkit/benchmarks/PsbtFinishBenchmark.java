package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.Psbt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A PSBT with both signatures on every input, finalized, verified and extracted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtFinishBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private PsbtSpend spend;

    private byte[] complete = {};

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.psbt.Psbt kmp;

    private final Secp256k1 secp256k1 = Secp256k1.get();

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend prepared) {
        spend = prepared;
        complete = prepared.complete();
        kmp = KmpPsbt.read(complete);
    }

    /** Ours, read anew for every call: a PSBT remembers which of its signatures it has verified. */
    @State(Scope.Thread)
    public static class Fresh {
        @SuppressWarnings("NullAway.Init")
        Psbt psbt;

        @Setup(Level.Invocation)
        public void read(PsbtFinishBenchmark benchmark) {
            psbt = Psbt.parse(benchmark.complete);
        }
    }

    /** BDK with the PSBT, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();

        @SuppressWarnings("NullAway.Init")
        AutoCloseable psbt;

        @Setup
        public void prepare(PsbtFinishBenchmark benchmark) {
            psbt = bdk.psbt(Base64.getEncoder().encodeToString(benchmark.complete));
        }

        @TearDown
        public void close() throws Exception {
            psbt.close();
        }
    }

    @Benchmark
    public Transaction ours(Fresh fresh) {
        return PsbtSpend.transaction(fresh.psbt.finish());
    }

    @Benchmark
    public fr.acinq.bitcoin.Transaction bitcoinKmp() {
        return KmpPsbt.finish(kmp);
    }

    @Benchmark
    public Object bdk(WithBdk with) throws Exception {
        try (AutoCloseable transaction = with.bdk.finish(with.psbt)) {
            return transaction;
        }
    }

    /** Two for each input. */
    @Benchmark
    public boolean bareVerifications() {
        return spend.signatures().stream().allMatch(signature -> signature.verify(secp256k1));
    }
}
