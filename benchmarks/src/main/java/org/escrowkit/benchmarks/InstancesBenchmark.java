package org.escrowkit.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.PostgresStore;

/**
 * Commands a second of several who command at the same time: threads of the one process that an SQLite file has, and
 * processes that share a PostgreSQL database. Each command has a key, and they go round all loans or the same ten.
 */
final class InstancesBenchmark {
    private static final int LOANS = 200;
    private static final int CONTENDED = 10;
    private static final List<Integer> INSTANCES = List.of(1, 2, 4);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final String name;
    private final int commands;
    private int runs;

    /** What one of them took. */
    private record Took(long faster, List<Long> micros) {}

    private InstancesBenchmark(String name, int commands) {
        this.name = name;
        this.commands = commands;
    }

    /** @param commands of all instances together, in each row */
    static void run(int commands) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-12s %6s %12s %8s %8s %8s%n",
                "database",
                "instances",
                "loans",
                "commands/s",
                "p50 ms",
                "p99 ms",
                "repeats");
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            ScratchFiles.use(
                    directory -> onThreads(regtest, Stores.sqlite(directory.resolve("loans.db"), regtest), commands));
        }
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            Stores.onServer(url -> onProcesses(regtest, url, commands));
        }
    }

    private static void onThreads(RegtestNode regtest, EscrowStore store, int commands) {
        AtomicLong faster = new AtomicLong();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EscrowService service = service(regtest, StoreProxy.counting(store, faster))) {
            prepare(regtest, service);
            InstancesBenchmark benchmark = new InstancesBenchmark("SQLite", commands);
            for (int instances : INSTANCES) {
                benchmark.rows(instances, "threads", runs -> {
                    long before = faster.get();
                    List<CompletableFuture<long[]>> all = runs.stream()
                            .map(run -> CompletableFuture.supplyAsync(() -> run.on(service), threads))
                            .toList();
                    List<long[]> micros =
                            all.stream().map(CompletableFuture::join).toList();
                    return new Took(
                            faster.get() - before, merged(micros.stream().flatMapToLong(LongStream::of)));
                });
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void onProcesses(RegtestNode regtest, String url, int commands) {
        try (HikariDataSource pool = Stores.pool(url);
                EscrowService service = service(regtest, PostgresStore.open(pool, Chain.REGTEST.genesis()))) {
            prepare(regtest, service);
        }
        InstancesBenchmark benchmark = new InstancesBenchmark("PostgreSQL", commands);
        for (int instances : INSTANCES) {
            List<ServiceProcess> processes = new ArrayList<>();
            try {
                IntStream.range(0, instances)
                        .forEach(i -> processes.add(new ServiceProcess(regtest, url, "service-" + i, LEASE)));
                processes.forEach(process -> process.await(ServiceChild.BEGUN));
                benchmark.rows(instances, "processes", runs -> {
                    for (int i = 0; i < runs.size(); i++) {
                        processes.get(i).begin(runs.get(i));
                    }
                    List<Took> all = processes.stream()
                            .map(process -> took(process.await(ServiceChild.TOOK)))
                            .toList();
                    return new Took(
                            all.stream().mapToLong(Took::faster).sum(),
                            merged(all.stream()
                                    .flatMap(each -> each.micros.stream())
                                    .mapToLong(Long::longValue)));
                });
            } finally {
                processes.forEach(ServiceProcess::close);
            }
        }
    }

    private static EscrowService service(RegtestNode regtest, EscrowStore store) {
        return EscrowService.on(JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST), store, () -> ServiceLoans.START);
    }

    private static void prepare(RegtestNode regtest, EscrowService service) {
        ServiceLoans loans = new ServiceLoans(regtest, LOANS, LOANS);
        loans.open(service);
        service.poll();
        loans.fund(0, LOANS, 1);
        service.poll();
        IntStream.range(0, LOANS).forEach(loan -> ServiceLoans.handOut(service, loan));
        service.poll();
    }

    private static Took took(String[] words) {
        return new Took(
                Long.parseLong(words[1]), merged(Arrays.stream(words).skip(2).mapToLong(Long::parseLong)));
    }

    private static List<Long> merged(LongStream micros) {
        return micros.sorted().boxed().toList();
    }

    private interface Instances {
        Took put(List<CommandRun> runs);
    }

    private void rows(int instances, String what, Instances all) {
        all.put(runs(instances, LOANS, commands / 5));
        for (int loans : List.of(LOANS, CONTENDED)) {
            List<CommandRun> work = runs(instances, loans, commands);
            long start = System.nanoTime();
            Took took = all.put(work);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %-12s %6d %,12.0f %8.2f %8.2f %8d%n",
                    name,
                    instances + " " + what,
                    loans,
                    took.micros.size() / seconds,
                    percentile(took.micros, 50),
                    percentile(took.micros, 99),
                    took.faster);
        }
    }

    private List<CommandRun> runs(int instances, int loans, int all) {
        runs++;
        IntFunction<CommandRun> run =
                i -> new CommandRun(runs + "-" + i, i * loans / instances, 1, loans, all / instances);
        return IntStream.range(0, instances).mapToObj(run).toList();
    }

    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get((sorted.size() - 1) * percent / 100) / 1e3;
    }
}
