package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.escrowkit.wallet.store.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real processes die at every failpoint there is, or at any moment by another's hand, and what they leave is whole, and
 * leads the next process to what the chain says.
 */
@ParameterizedClass
@EnumSource
class WatcherCrashTest {
    /** More of them for those who have time: {@code -Descrowkit.crashes=10000}. */
    private static final int STORES = Integer.getInteger("escrowkit.crashes", 300);

    private static final int STORES_IN_A_PROCESS = 20;

    /** Every so many processes, one is killed by another's hand. */
    private static final int KILLED = 4;

    /** Every so many processes, one is followed by another that dies too. */
    private static final int DIES_TWICE = 5;

    private static final int MOST_LINES_TO_LIVE = 1_000;

    /** Deaths are early rather than late, to have more of them. */
    private static final int MOST_PASSES = 12;

    private static final int STORES_TO_BREAK = 5;

    private static final Set<String> PHASES = Set.of(
            Failpoints.OPENING,
            Failpoints.FIRST,
            "register",
            "blocks",
            "reorg",
            "mempool",
            "backfill",
            "subscribe",
            Failpoints.DELIVERY,
            "acknowledge",
            "trim");

    @Parameter
    private TestDatabase database = TestDatabase.SQLITE;

    @TempDir
    private Path directory;

    @Test
    void w3W4W5W14WhateverAProcessDiesOfTheNextOneSaysWhatTheChainSays() {
        Map<String, Integer> failpoints = survey();
        assertEquals(PHASES, failpoints.keySet().stream().map(Failpoints::phase).collect(Collectors.toSet()));
        Map<String, Integer> deaths = new ConcurrentHashMap<>();
        IntStream.rangeClosed(1, STORES / STORES_IN_A_PROCESS)
                .parallel()
                .forEach(process -> crash(process, failpoints).forEach(place -> deaths.merge(place, 1, Integer::sum)));
        System.out.println(database + ", " + STORES + " stores of processes that died: " + new TreeMap<>(deaths));
        Set<String> never = new HashSet<>(failpoints.keySet());
        never.removeAll(deaths.keySet());
        assertEquals(Set.of(), never, "failpoints where none died");
        assertTrue(deaths.containsKey(Survivor.KILLED), "none was killed");
    }

    /** Which failpoints there are, and how often every store passes it that ever does. */
    private Map<String, Integer> survey() {
        List<Survivor> survivors = survivors(0, STORES_IN_A_PROCESS);
        live(BrokenStore.NONE, survivors);
        survivors.forEach(Survivor::judge);
        Map<String, Integer> passed = new TreeMap<>();
        survivors.forEach(
                survivor -> survivor.passed().keySet().forEach(failpoint -> passed.put(failpoint, MOST_PASSES)));
        passed.replaceAll((failpoint, most) -> survivors.stream()
                .map(survivor -> survivor.passed().getOrDefault(failpoint, 1))
                .reduce(most, Math::min));
        return passed;
    }

    private void live(BrokenStore broken, List<Survivor> survivors) {
        CrashProcess.run(
                broken,
                survivors,
                survivors.stream()
                        .map(survivor -> survivor.plan(CrashPlan.NONE, 0))
                        .toList());
    }

    /** @return where each of its stores was */
    private List<String> crash(int process, Map<String, Integer> failpoints) {
        Random random = new Random(process);
        List<Survivor> survivors = survivors(process, STORES_IN_A_PROCESS);
        List<String> places = die(survivors, random, process, failpoints);
        if (process % DIES_TWICE == 0) {
            survivors.forEach(Survivor::assertLeftWhole);
            places.addAll(die(survivors, random, STORES / STORES_IN_A_PROCESS + process, failpoints));
        }
        survivors.forEach(Survivor::judge);
        return places;
    }

    private List<String> die(List<Survivor> survivors, Random random, int round, Map<String, Integer> failpoints) {
        boolean killed = round % KILLED == 0;
        boolean again = round > STORES / STORES_IN_A_PROCESS;
        List<String> places = failpoints.keySet().stream()
                .filter(failpoint -> !(again && failpoint.startsWith(Failpoints.FIRST)))
                .toList();
        List<CrashPlan> plans = new ArrayList<>();
        for (int i = 0; i < survivors.size(); i++) {
            String place = places.get(((round - round / KILLED) * STORES_IN_A_PROCESS + i) % places.size());
            int passes = random.nextInt(failpoints.getOrDefault(place, 1));
            plans.add(survivors.get(i).plan(killed ? CrashPlan.NONE : place, passes));
        }
        int linesToLive = killed ? 1 + random.nextInt(MOST_LINES_TO_LIVE) : Integer.MAX_VALUE;
        CrashProcess.run(BrokenStore.NONE, survivors, plans, linesToLive);
        return new ArrayList<>(survivors.stream().map(Survivor::death).toList());
    }

    /** Else the crashes and their judge would be worth nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aStoreThatBreaksOnlyInACrashIsFoundOut(BrokenStore broken) {
        List<Survivor> living = survivors(0, STORES_TO_BREAK);
        live(broken, living);
        living.forEach(Survivor::judge);
        List<Survivor> survivors = survivors(1, STORES_TO_BREAK);
        List<CrashPlan> plans = IntStream.range(0, survivors.size())
                .mapToObj(i -> survivors.get(i).plan(broken.weakness(), i))
                .toList();
        CrashProcess.run(broken, survivors, plans);
        AssertionError found = assertThrows(AssertionError.class, () -> survivors.forEach(Survivor::judge));
        System.out.println(database + ", " + broken + " found out, " + found.getMessage());
    }

    private List<Survivor> survivors(int process, int stores) {
        long first = (long) process * STORES_IN_A_PROCESS;
        return LongStream.range(first, first + stores)
                .mapToObj(seed -> new Survivor(seed, database.place(directory, "watcher " + seed)))
                .toList();
    }
}
