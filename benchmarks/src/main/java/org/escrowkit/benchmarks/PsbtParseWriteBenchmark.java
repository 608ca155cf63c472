package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
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

/** Read and written again. The native row is what no reader can do without: each of 3n keys is on the curve. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PsbtParseWriteBenchmark {
    @Param({"1", "100", "1000"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private PsbtSpend spend;

    private byte[] bytes = {};
    private String base64 = "";
    private final Secp256k1 secp256k1 = Secp256k1.get();

    @Setup
    public void prepare() {
        prepare(PsbtSpend.ofInputs(inputs));
    }

    void prepare(PsbtSpend prepared) {
        spend = prepared;
        bytes = prepared.byBorrower();
        base64 = Base64.getEncoder().encodeToString(bytes);
    }

    /** BDK, in a state of its own: where it does not load, only its own row fails. */
    @State(Scope.Thread)
    public static class WithBdk {
        final Bdk bdk = new Bdk();
    }

    @Benchmark
    public byte[] ours() {
        return Psbt.parse(bytes).serialize();
    }

    @Benchmark
    public String oursInBase64() {
        return Psbt.parseBase64(base64).toBase64();
    }

    @Benchmark
    public byte[] bitcoinKmp() {
        return KmpPsbt.write(KmpPsbt.read(bytes));
    }

    @Benchmark
    public String bdkInBase64(WithBdk with) throws Exception {
        try (AutoCloseable psbt = with.bdk.psbt(base64)) {
            return with.bdk.base64(psbt);
        }
    }

    @Benchmark
    public int bareCurveChecks() {
        int bytesOfPoints = 0;
        for (byte[] key : spend.keys()) {
            bytesOfPoints += secp256k1.pubkeyParse(key).length;
        }
        return bytesOfPoints;
    }
}
