package org.escrowkit.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints each beside ours. Takes JMH's own options; {@code --quick} only shows that all rows
 * run, and its numbers mean nothing. Instead of them, each with as many as the next argument says: {@code --million}
 * derives addresses on all cores, {@code --catch-up} follows blocks of a regtest node, {@code --watcher} watches
 * addresses on one, {@code --latency} tells how long a watcher takes to tell of a payment, {@code --store} what both
 * stores do with scripts and blocks, {@code --service} what a service does with loans, {@code --service-instances} with
 * commands from several at once, and {@code --service-failover} when it is killed while others stand by.
 * {@code --memory} tells what watching takes on the heap.
 */
final class Benchmarks {
    private static final String QUICK = "--quick";
    private static final String OURS = "ours";

    private interface Run {
        void of(int count) throws InterruptedException;
    }

    private record Alone(int usually, Run run) {}

    private static final Map<String, Alone> ALONE = Map.of(
            "--million", new Alone(1_000_000, MillionAddresses::derive),
            "--catch-up", new Alone(4_320, CatchUpBenchmark::run),
            "--watcher", new Alone(100_000, WatcherBenchmark::run),
            "--store", new Alone(100_000, StoreBenchmark::run),
            "--service", new Alone(10_000, ServiceBenchmark::run),
            "--service-instances", new Alone(4_000, InstancesBenchmark::run),
            "--service-failover", new Alone(1_000, FailoverBenchmark::run),
            "--latency", new Alone(50, LatencyBenchmark::run),
            "--memory", new Alone(0, unused -> WatchMemory.print()));

    private Benchmarks() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException, InterruptedException {
        Logger.getLogger("").setLevel(Level.WARNING);
        List<String> all = Arrays.asList(args);
        Alone alone = all.isEmpty() ? null : ALONE.get(args[0]);
        if (alone != null) {
            alone.run().of(args.length > 1 ? Integer.parseInt(args[1]) : alone.usually());
            return;
        }
        String[] forJmh = all.stream().filter(arg -> !arg.equals(QUICK)).toArray(String[]::new);
        ChainedOptionsBuilder options = new OptionsBuilder().parent(new CommandLineOptions(forJmh));
        if (all.contains(QUICK)) {
            TimeValue moment = TimeValue.milliseconds(50);
            options.forks(0)
                    .warmupIterations(1)
                    .warmupTime(moment)
                    .measurementIterations(1)
                    .measurementTime(moment);
        }
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Double> ours = new HashMap<>();
        for (RunResult result : results) {
            if (implementation(result).equals(OURS)) {
                ours.put(row(result), score(result));
            }
        }
        System.out.printf(Locale.ROOT, "%n%-34s %-22s %12s %9s %8s%n", "row", "by", "us", "+-", "x ours");
        results.stream()
                .sorted(Comparator.comparing(Benchmarks::row).thenComparingDouble(Benchmarks::score))
                .forEach(result -> System.out.printf(
                        Locale.ROOT,
                        "%-34s %-22s %12.2f %9.2f %8.2f%n",
                        row(result),
                        implementation(result),
                        score(result),
                        result.getPrimaryResult().getScoreError(),
                        score(result) / ours.getOrDefault(row(result), Double.NaN)));
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static String implementation(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }

    /** Class and parameter, such as {@code Parse inputs=100}. */
    private static String row(RunResult result) {
        String[] names = result.getParams().getBenchmark().split("\\.", -1);
        String row = names[names.length - 2].replace("Benchmark", "");
        String inputs = result.getParams().getParam("inputs");
        String block = result.getParams().getParam("block");
        String crossings = result.getParams().getParam("crossings");
        if (block != null) {
            return row + " " + block;
        }
        if (crossings != null) {
            return row + " crossings=" + crossings;
        }
        return inputs == null ? row : String.format(Locale.ROOT, "%s inputs=%5s", row, inputs);
    }
}
