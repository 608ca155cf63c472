package org.escrowkit.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.joda.money.BigMoney;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A loan's history of 24 events from its opening to its repayment: replayed, and read from its stored form before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoanReplayBenchmark {
    private static final int DAYS = 10;

    private final Loan opened = Loan.open(ManyLoans.TERMS);
    private final List<LoanEvent> history = history();
    private final List<ByteString> stored =
            history.stream().map(LoanCodec::encode).toList();
    private final ByteString state = LoanCodec.encode(Loan.replay(opened, history));

    private static List<LoanEvent> history() {
        List<LoanEvent> events = new ArrayList<>(List.of(
                ManyLoans.deposited(Coin.COIN),
                new Fact.PriceObserved(ManyLoans.HIGH),
                new Command.Disburse(ManyLoans.START)));
        for (int day = 1; day <= DAYS; day++) {
            String price = "USD " + (60_000 - 1_500 * day);
            events.add(new Fact.PriceObserved(new Quote(Price.parse(price), ManyLoans.day(day))));
            events.add(new Fact.TimePassed(ManyLoans.day(day).plus(Duration.ofHours(1))));
        }
        events.add(new Command.RecordRepayment(BigMoney.parse("USD 30098.64"), ManyLoans.day(DAYS)));
        return events;
    }

    @Benchmark
    public Loan ours() {
        return Loan.replay(opened, history);
    }

    @Benchmark
    public Loan fromStoredEvents() {
        return Loan.replay(opened, stored.stream().map(LoanCodec::decodeEvent).toList());
    }

    /** Derives the loan's addresses anew. */
    @Benchmark
    public Loan fromStoredState() {
        return LoanCodec.decode(state);
    }
}
