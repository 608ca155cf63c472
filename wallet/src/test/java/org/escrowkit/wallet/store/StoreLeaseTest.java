package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W16: of several stores in one database, one commits. */
class StoreLeaseTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(16);
    private final List<EscrowStore> open = new ArrayList<>();
    private StorePlace place = new StorePlace("");

    @BeforeEach
    void aDatabase() {
        place = TestDatabase.POSTGRES.place(directory, "shared");
        place.open().close();
    }

    @AfterEach
    void close() {
        open.forEach(EscrowStore::close);
    }

    @Test
    void w16OneLeadsAndTheOthersStandByUntilItGoes() {
        EscrowStore first = open("first", LONG);
        EscrowStore second = open("second", LONG);
        long epoch = leads(first);
        Leadership.StandingBy standing = assertInstanceOf(Leadership.StandingBy.class, second.lead());
        assertTrue(standing.leader().startsWith("first "), standing.leader());
        assertEquals(epoch, leads(first), "renewed");
        assertThrows(StoreException.NotLeader.class, () -> commit(second));
        commit(first);
        first.close();
        open.remove(first);
        assertEquals(epoch + 1, leads(second), "at once, as the first one has left it");
        commit(second);
        assertEquals(2, second.head().revision());
    }

    @Test
    void w16WhoWakesPastItsLeaseCommitsNothing() throws SQLException {
        EscrowStore paused = open("paused", LONG);
        EscrowStore next = open("next", LONG);
        commit(paused);
        expire();
        long epoch = leads(next);
        Head before = next.head();
        Step step = step(before);
        assertThrows(StoreException.NotLeader.class, () -> paused.commit(step));
        assertThrows(StoreException.NotLeader.class, () -> paused.commit(step));
        assertEquals(before, next.head());
        assertInstanceOf(Leadership.StandingBy.class, paused.lead());
        next.commit(step);
        assertEquals(epoch, leads(next));
    }

    @Test
    void w16AnEndedLeaseIsTakenAnewBeforeAnythingIsCommitted() throws SQLException {
        EscrowStore store = open("only", LONG);
        long epoch = leads(store);
        expire();
        assertThrows(StoreException.NotLeader.class, () -> commit(store));
        assertEquals(epoch + 1, leads(store));
        commit(store);
    }

    @Test
    void w16ALeaseFromBeforeTheClockWasSetBackDoesNotCount() throws SQLException {
        EscrowStore first = open("first", LONG);
        EscrowStore second = open("second", LONG);
        leads(first);
        place.edit("UPDATE lease SET expires = expires + 86400000");
        assertThrows(StoreException.NotLeader.class, () -> commit(first));
        leads(second);
    }

    @Test
    void w16ALeaderThatStopsInTheMiddleOfACommitIsRolledBackAndReplaced() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        Thread test = Thread.currentThread();
        EscrowStore first = open("first", SHORT, sql -> {
            if (sql.equals("COMMIT") && !Thread.currentThread().equals(test)) {
                stopped.countDown();
                uninterruptibly(resumed);
            }
        });
        EscrowStore second = open("second", SHORT);
        leads(first);
        Step step = step(first.head());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<StoreException> outcome =
                    thread.submit(() -> assertThrows(StoreException.class, () -> first.commit(step)));
            stopped.await();
            while (!leadsNow(second)) {
                Thread.onSpinWait();
            }
            assertEquals(0, second.head().revision());
            resumed.countDown();
            assertInstanceOf(StoreException.Unreachable.class, outcome.get());
            assertEquals(0, second.head().revision());
            second.commit(step);
            assertThrows(StoreException.NotLeader.class, () -> first.commit(step));
        } finally {
            resumed.countDown();
            thread.shutdown();
        }
    }

    @Test
    void w14WhatIsRegisteredElsewhereIsKnownBeforeTheNextBlockIsCommitted() {
        EscrowStore leader = open("leader", LONG);
        EscrowStore other = open("other", LONG);
        commit(leader);
        Head head = leader.head();
        Step ignorant = new Step(head.revision(), 0, step(head).parts());
        assertEquals(List.of(0), other.register(List.of(new NewScript(random.script(), 500, "loan"))));
        assertThrows(StoreException.MoreScripts.class, () -> leader.commit(ignorant));
        assertEquals(head, leader.head());
        List<WatchedScript> fresh = new ArrayList<>();
        leader.scripts(0, fresh::add);
        assertEquals(1, fresh.size());
        leader.commit(new Step(head.revision(), 1, ignorant.parts()));
    }

    @Test
    void w5ConsumersOnAllStoresGetEverythingInOrderWhileTheLeaderCommitsAndTrims() throws Exception {
        EscrowStore leader = open("leader", LONG);
        EscrowStore other = open("other", LONG);
        List<String> names = List.of("a", "b", "c", "d");
        leader.subscribe(names);
        int steps = 60;
        ExecutorService threads = Executors.newFixedThreadPool(names.size());
        try {
            List<Future<Long>> consumers = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            for (String name : names) {
                EscrowStore store = consumers.size() % 2 == 0 ? leader : other;
                consumers.add(threads.submit(() -> consume(store, name, done)));
            }
            for (int i = 0; i < steps; i++) {
                leader.commit(random.step(i, leader.blocks()));
                other.trim();
            }
            done.countDown();
            for (Future<Long> consumer : consumers) {
                assertEquals(leader.head().lastSequence(), consumer.get());
            }
            other.trim();
            assertEquals(List.of(), leader.events(leader.head().lastSequence(), 1));
            assertEquals(leader.head().lastSequence(), other.subscribe("late"));
        } finally {
            threads.shutdown();
        }
    }

    /** @return the last one that it got */
    private static long consume(EscrowStore store, String name, CountDownLatch done) {
        long last = store.subscribe(name);
        boolean over = false;
        while (true) {
            boolean wasOver = over;
            over = done.getCount() == 0;
            for (DepositEvent event : store.events(last, 7)) {
                assertEquals(last + 1, event.sequence());
                last = event.sequence();
            }
            store.acknowledge(name, last);
            if (wasOver && store.head().lastSequence() == last) {
                return last;
            }
        }
    }

    private EscrowStore open(String name, Duration lease) {
        return open(name, lease, sql -> {});
    }

    private EscrowStore open(String name, Duration lease, Db.Probe probe) {
        EscrowStore store = StoreFixture.postgres(place.address(), RandomSteps.GENESIS, name, lease, probe);
        open.add(store);
        return store;
    }

    private void expire() throws SQLException {
        place.edit("UPDATE lease SET expires = 1");
    }

    private static long leads(EscrowStore store) {
        return assertInstanceOf(Leadership.Leading.class, store.lead()).epoch();
    }

    private static boolean leadsNow(EscrowStore store) {
        try {
            return store.lead() instanceof Leadership.Leading;
        } catch (StoreException.Locked busy) {
            return false;
        }
    }

    private Head commit(EscrowStore store) {
        return store.commit(step(store.head()));
    }

    private Step step(Head head) {
        return new Step(
                head.revision(),
                List.of(new StepPart.Connected(
                        random.next(head.cursor().map(List::of).orElse(List.of())), List.of(random.change()))));
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
