package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.escrowkit.wallet.node.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever stands between a watcher and its node, it says in the end what the node's chain says, and at no time more
 * than the chain up to its cursor does. Families 7 and 10 of faults, over a chain to which 2 to 5 happen.
 */
class FaultFamiliesTest {
    /** Of each family. More for those who have time: {@code -Descrowkit.faults=1000 -Descrowkit.seed=10000}. */
    private static final long RUNS = Long.getLong("escrowkit.faults", 4);

    private static final long FIRST_SEED = Long.getLong("escrowkit.seed", 0);

    /** They mostly wait for what does not come. */
    private static final int AT_ONCE = 12;

    private static final int UNTIL_FOUND_OUT = 100;

    @Test
    void w1ToW13NoFaultBetweenAWatcherAndItsNodeLosesDoublesOrInventsADeposit()
            throws InterruptedException, ExecutionException {
        List<FaultTally> table = new ArrayList<>();
        List<Callable<Object>> runs = new ArrayList<>();
        for (FaultFamily family : FaultFamily.all()) {
            FaultTally tally = new FaultTally(family.name());
            LongStream.range(FIRST_SEED, FIRST_SEED + RUNS)
                    .mapToObj(seed -> Executors.callable(() -> run(family, seed, tally, Sabotage.NONE)))
                    .forEach(runs::add);
            table.add(tally);
        }
        ExecutorService waiting = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<Object> run : waiting.invokeAll(runs)) {
                run.get();
            }
        } finally {
            waiting.shutdownNow();
        }
        System.out.println("Faults between a watcher and a node in memory, from seed " + FIRST_SEED + " on");
        System.out.println(FaultTally.head());
        table.forEach(System.out::println);
        table.forEach(FaultTally::assertClean);
        for (int i = 0; i < table.size(); i++) {
            FaultFamily family = FaultFamily.all().get(i);
            assertEquals(RUNS, table.get(i).runs.sum());
            boolean injects = !family.kinds().isEmpty() || family.refusing();
            assertEquals(injects, table.get(i).injected.sum() > 0, family.name());
        }
    }

    /** Else the schedules would be worth nothing: what the watcher stores passes through a saboteur. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"W4_.*", "W6_MISSES_(?!REPLACED).*", "W14_.*"})
    void aBrokenRuleIsFoundOut(Sabotage sabotage) {
        FaultTally tally = new FaultTally(sabotage.name());
        for (long seed = 0; seed < UNTIL_FOUND_OUT && tally.findings().isEmpty(); seed++) {
            run(FaultFamily.of(FaultKind.RESET), seed, tally, sabotage);
        }
        assertEquals(1, tally.findings().size(), () -> UNTIL_FOUND_OUT + " schedules did not find out " + sabotage);
    }

    private static void run(FaultFamily family, long seed, FaultTally tally, Sabotage sabotage) {
        tally.runs.increment();
        try (FaultSchedule schedule = new FaultSchedule(family, seed, tally, sabotage)) {
            schedule.run();
        } catch (RuntimeException | AssertionError failure) {
            String what = String.valueOf(failure.getMessage());
            String seen = what.substring(0, Math.min(what.length(), 200));
            tally.found(new AssertionError(family.name() + ", seed " + seed + ": " + seen, failure));
        }
    }
}
