package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.escrowkit.wallet.store.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * W16: real processes share a store, and whatever becomes of one that leads, there is one truth and no double event.
 */
class FailoverTest {
    /** More of them for those who have time: {@code -Descrowkit.failovers=100}. */
    private static final int SCHEDULES = Integer.getInteger("escrowkit.failovers", 2);

    private static final int FAULTS = 5;

    @TempDir
    Path directory;

    @Test
    void w16WhateverBecomesOfTheLeaderAnotherOneGoesOnFromWhatIsStored() {
        List<Duration> takeovers = new ArrayList<>();
        Map<String, Integer> happened = new TreeMap<>();
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            try (FailoverSchedule schedule =
                    new FailoverSchedule(seed, TestDatabase.POSTGRES.place(directory, "failover " + seed))) {
                schedule.run(FAULTS);
                takeovers.addAll(schedule.takeovers());
                schedule.happened().forEach((what, times) -> happened.merge(what, times, Integer::sum));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        Collections.sort(takeovers);
        System.out.println(SCHEDULES + " schedules: " + happened + "; with a lease of "
                + FailoverSchedule.LEASE.toMillis() + " ms another one led after "
                + takeovers.get(takeovers.size() / 2).toMillis() + " ms in the middle, and "
                + takeovers.get(takeovers.size() - 1).toMillis() + " ms at the most");
        assertEquals(
                SCHEDULES * FAULTS,
                happened.values().stream().mapToInt(Integer::intValue).sum());
    }
}
