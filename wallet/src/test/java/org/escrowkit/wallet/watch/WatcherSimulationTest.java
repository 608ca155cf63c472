package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.MemoryStore;
import org.escrowkit.wallet.store.StoreFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to the node, the store and the process, a watcher says what the best chain says. */
class WatcherSimulationTest {
    /**
     * More of them, and others, for those who have time: {@code -Descrowkit.schedules=1000000 -Descrowkit.seed=10000}.
     */
    private static final long SCHEDULES = Long.getLong("escrowkit.schedules", 10_000);

    private static final long FIRST_SEED = Long.getLong("escrowkit.seed", 0);
    private static final int ON_DISK = 200;
    private static final int UNTIL_FOUND_OUT = 100;
    private static final Sha256Hash GENESIS = new FakeBitcoinNode().genesis();

    @TempDir
    private Path directory;

    @Test
    void w1ToW7W11W14W17EveryScheduleLeadsToWhatTheBestChainHolds() {
        Tally tally = new Tally();
        LongStream.range(FIRST_SEED, FIRST_SEED + SCHEDULES)
                .parallel()
                .forEach(seed -> run(seed, inMemory(), Sabotage.NONE, tally));
        report(SCHEDULES + " schedules in memory", tally);
    }

    @Test
    void w3SchedulesOnDiskLeadToWhatTheBestChainHolds() {
        Tally tally = new Tally();
        LongStream.range(0, ON_DISK).parallel().forEach(seed -> run(seed, onDisk(seed), Sabotage.NONE, tally));
        report(ON_DISK + " schedules on disk", tally);
    }

    /** Else the schedules and their checkers would be worth nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsFoundOut(Sabotage sabotage) {
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> LongStream.range(0, UNTIL_FOUND_OUT)
                        .forEach(seed -> run(seed, inMemory(), sabotage, new Tally())),
                () -> UNTIL_FOUND_OUT + " schedules did not find out " + sabotage);
        System.out.println(sabotage + " found out, " + found.getMessage());
    }

    private static void run(long seed, Supplier<EscrowStore> disk, Sabotage sabotage, Tally tally) {
        try {
            new WatcherSchedule(seed, disk, sabotage, tally).run();
        } catch (RuntimeException | AssertionError failure) {
            String what = String.valueOf(failure.getMessage());
            throw new AssertionError("seed " + seed + ": " + what.substring(0, Math.min(what.length(), 100)), failure);
        }
    }

    private static void report(String what, Tally tally) {
        System.out.println(what + ": " + tally);
        for (Happening happening : Happening.values()) {
            assertTrue(tally.of(happening) > 0, happening + " never happened");
        }
    }

    private static Supplier<EscrowStore> inMemory() {
        EscrowStore store = new MemoryStore(GENESIS);
        return () -> store;
    }

    private Supplier<EscrowStore> onDisk(long seed) {
        return new Disk(directory.resolve(seed + ".db"));
    }

    /** Opens its file anew at some starts only: that takes far longer than all the rest. */
    private static final class Disk implements Supplier<EscrowStore> {
        private final Path file;
        private EscrowStore store;
        private int starts;

        Disk(Path file) {
            this.file = file;
            store = StoreFixture.open(file, GENESIS);
        }

        @Override
        public EscrowStore get() {
            starts++;
            if (starts % 3 == 0) {
                store.close();
                store = StoreFixture.open(file, GENESIS);
            }
            return store;
        }
    }
}
