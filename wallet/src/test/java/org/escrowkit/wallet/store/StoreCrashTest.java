package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * W3: a real process dies at any statement or at any moment, and its store holds all of each acknowledged action, and
 * of the one under way all or nothing.
 */
@ParameterizedClass
@EnumSource
class StoreCrashTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    private static final int STORES = 10;

    /** A few, as the watcher's crashes are the store's, too; more with {@code -Descrowkit.crashes=10000}. */
    private static final int CHILDREN = Integer.getInteger("escrowkit.crashes", 80) / STORES;

    /** Of all stores together: from their opening, which takes some ten each, to some dozen actions. */
    private static final int MOST_STATEMENTS = 3_000;

    @TempDir
    Path directory;

    @Test
    void w3ACrashLeavesEveryActionWholeOrUndone() throws IOException, InterruptedException {
        int checked = 0;
        int unacknowledged = 0;
        for (int child = 0; child < CHILDREN; child++) {
            long first = (long) child * STORES;
            Map<Long, Integer> acknowledged = runUntilDeath(first, child % 2 == 0);
            for (long seed = first; seed < first + STORES; seed++) {
                unacknowledged += check(seed, acknowledged.getOrDefault(seed, 0));
                checked++;
            }
        }
        System.out.println(database + ", stores that crashed: " + checked
                + ", with an action done that nobody heard of: " + unacknowledged);
        assertEquals(CHILDREN * STORES, checked);
    }

    /** @return how many actions each store has acknowledged */
    private Map<Long, Integer> runUntilDeath(long first, boolean byItself) throws IOException, InterruptedException {
        Random random = new Random(first);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                Integer.toString(byItself ? random.nextInt(MOST_STATEMENTS) : -1)));
        for (long seed = first; seed < first + STORES; seed++) {
            command.add(seed + " " + place(seed).address());
        }
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<Long, Integer> acknowledged = new HashMap<>();
        int linesToLive = 1 + random.nextInt(20 * STORES);
        try (BufferedReader lines = child.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(" ok")) {
                    String[] words = line.split(" ", -1);
                    acknowledged.put(Long.parseLong(words[0]), Integer.parseInt(words[1]) + 1);
                }
                linesToLive--;
                if (!byItself && linesToLive == 0) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(child.waitFor() != 0, "child of seed " + first + " lived to its end");
        return acknowledged;
    }

    /** @return 1 if the store has an action more than it acknowledged */
    private int check(long seed, int acknowledged) {
        MemoryStore model = new MemoryStore(RandomSteps.GENESIS);
        CrashChild.CrashSteps steps = new CrashChild.CrashSteps(seed);
        for (int i = 0; i < acknowledged; i++) {
            steps.next().accept(model);
        }
        try (EscrowStore store = place(seed).open()) {
            List<Object> stored = all(store);
            if (stored.equals(all(model))) {
                return 0;
            }
            steps.next().accept(model);
            assertEquals(all(model), stored, "seed " + seed + " after " + acknowledged + " actions");
            return 1;
        }
    }

    private StorePlace place(long seed) {
        return database.place(directory, "crash " + seed);
    }

    private static List<Object> all(EscrowStore store) {
        List<Object> all = new ArrayList<>(List.of(store.head(), store.blocks(), store.deposits(), store.backfill()));
        store.scripts(all::add);
        long last = store.head().lastSequence();
        long oldest = store instanceof MemoryStore model ? model.trimmed() : trimmed(store, last);
        all.add(store.events(oldest, Integer.MAX_VALUE));
        return all;
    }

    /** A new consumer starts at the oldest event kept. */
    private static long trimmed(EscrowStore store, long last) {
        long oldest = store.subscribe("the test");
        store.unsubscribe("the test");
        assertTrue(oldest <= last);
        return oldest;
    }
}
