package org.escrowkit.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.MarginBook;
import org.escrowkit.core.loan.Quote;
import org.joda.money.CurrencyUnit;
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

/**
 * A price for a million loans: every second one calls so many of them for more collateral, and every other one lets
 * them off. With the book the price is given to those that it names, which go back into it; the scan gives it to all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MarginBookBenchmark {
    private static final int LOANS = 1_000_000;

    @Param({"0", "1000"})
    public int crossings;

    private final MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
    private Loan[] loans = new Loan[0];
    private Quote next = ManyLoans.HIGH;

    @Setup
    public void prepare() {
        prepare(LOANS);
    }

    void prepare(int count) {
        loans = ManyLoans.running(count, crossings);
        for (int i = 0; i < count; i++) {
            book.put(i, loans[i]);
        }
    }

    /** Neither of the two that alternate where nothing is to be crossed does anything. */
    private Quote price() {
        Quote other = crossings == 0 ? ManyLoans.HIGHER : ManyLoans.LOW;
        next = next.equals(other) ? ManyLoans.HIGH : other;
        return next;
    }

    @Benchmark
    public int ours() {
        Quote price = price();
        Fact fact = new Fact.PriceObserved(price);
        List<Integer> crossed = book.crossed(price);
        for (int key : crossed) {
            loans[key] = loans[key].on(fact).loan();
            book.put(key, loans[key]);
        }
        return crossed.size();
    }

    /** How many of them are told something. */
    @Benchmark
    public int fullScan() {
        Fact fact = new Fact.PriceObserved(price());
        int told = 0;
        for (int i = 0; i < loans.length; i++) {
            Loan before = loans[i];
            loans[i] = before.on(fact).loan();
            told += loans[i].state().getClass() == before.state().getClass() ? 0 : 1;
        }
        return told;
    }
}
