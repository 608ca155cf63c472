package org.escrowkit.benchmarks;

import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
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

/** From what a loan demands to the exact transaction, and on to its PSBT. Nobody else has a row: the rules are ours. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlanBenchmark {
    private static final FeeRate RATE = FeeRate.ofSatsPerVb(10);

    @Param({"1", "100"})
    public int inputs;

    @SuppressWarnings("NullAway.Init")
    private SettlementQuestion question;

    @Setup
    public void prepare() {
        Settlement settlement = Settlement.ofInputs(inputs);
        question = SettlementQuestion.of(settlement.settled().loan(), settlement.ledger(), 0)
                .orElseThrow();
    }

    @Benchmark
    public SettlementPlan plan() {
        return SettlementPlanner.plan(question, RATE);
    }

    @Benchmark
    public byte[] planToPsbt() {
        return SettlementPlanner.plan(question, RATE).toPsbt().serialize();
    }
}
