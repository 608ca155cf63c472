package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
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

/** The borrower's half and the lender's, combined. Ours verifies every signature, the others none. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtCombineBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private PsbtSpend spend;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.psbt.Psbt kmpBorrowers;

    @SuppressWarnings("NullAway.Init")
    private fr.acinq.bitcoin.psbt.Psbt kmpLenders;

    private final Secp256k1 secp256k1 = Secp256k1.get();

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend prepared) {
        spend = prepared;
        kmpBorrowers = KmpPsbt.read(prepared.byBorrower());
        kmpLenders = KmpPsbt.read(prepared.byLender());
    }

    /** Our halves, read anew for every call: a PSBT remembers which of its signatures it has verified. */
    @State(Scope.Thread)
    public static class Fresh {
        @SuppressWarnings("NullAway.Init")
        Psbt borrowers;

        @SuppressWarnings("NullAway.Init")
        Psbt lenders;

        @Setup(Level.Invocation)
        public void read(PsbtCombineBenchmark benchmark) {
            borrowers = Psbt.parse(benchmark.spend.byBorrower());
            lenders = Psbt.parse(benchmark.spend.byLender());
        }
    }

    /** BDK with both PSBTs, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();

        @SuppressWarnings("NullAway.Init")
        AutoCloseable borrowers;

        @SuppressWarnings("NullAway.Init")
        AutoCloseable lenders;

        @Setup
        public void prepare(PsbtCombineBenchmark benchmark) {
            borrowers = bdk.psbt(Base64.getEncoder().encodeToString(benchmark.spend.byBorrower()));
            lenders = bdk.psbt(Base64.getEncoder().encodeToString(benchmark.spend.byLender()));
        }

        @TearDown
        public void close() throws Exception {
            borrowers.close();
            lenders.close();
        }
    }

    @Benchmark
    public Psbt ours(Fresh halves) {
        return halves.borrowers.combine(halves.lenders);
    }

    @Benchmark
    public fr.acinq.bitcoin.psbt.Psbt bitcoinKmpUnverified() {
        return KmpPsbt.combine(kmpBorrowers, kmpLenders);
    }

    @Benchmark
    public Object bdkUnverified(WithBdk with) throws Exception {
        try (AutoCloseable both = with.bdk.combine(with.borrowers, with.lenders)) {
            return both;
        }
    }

    /** Two for each input. */
    @Benchmark
    public boolean bareVerifications() {
        return spend.signatures().stream().allMatch(signature -> signature.verify(secp256k1));
    }
}
