package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.store.DatabaseProxy;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Head;
import org.escrowkit.wallet.store.StorePlace;

/**
 * Two processes share a store; the one that leads dies, stops or loses the database in the middle of what a seed
 * chooses, the other one takes over, and in the end the store says what the chain says.
 */
final class FailoverSchedule implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(3);

    /** What happens to a leader. */
    enum Fault {
        KILLED,
        STOPPED,
        CUT_OFF,
        SILENCED,
        STANDBY_KILLED
    }

    private static final int MOST_STATEMENTS = 30;
    private static final int MOST_POLLS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLAIN_POLL = "poll live -1";

    private final long seed;
    private final Random random;
    private final StorePlace place;
    private final SimulatedChain chain;
    private final Checker checker;
    private final EscrowStore observer;
    private final List<FailoverProcess> watchers = new ArrayList<>();
    private final List<Duration> takeovers = new ArrayList<>();
    private final Map<String, Integer> happened = new TreeMap<>();
    private int moves;

    FailoverSchedule(long seed, StorePlace place) {
        this.seed = seed;
        this.place = place;
        random = new Random(seed * 31);
        chain = DoomedWatcher.chain(seed);
        checker = new Checker(chain);
        place.prepare();
        observer = StorePlace.share(place.address(), chain.node().genesis(), "observer", LEASE, sql -> {});
        watchers.add(watcher());
        watchers.add(watcher());
    }

    private FailoverProcess watcher() {
        return new FailoverProcess(seed, moves, place, "watcher " + watchers.size(), LEASE);
    }

    List<Duration> takeovers() {
        return takeovers;
    }

    /** What happened, and how often. */
    Map<String, Integer> happened() {
        return happened;
    }

    void run(int faults) {
        int leader = leader();
        for (int i = 0; i < faults; i++) {
            for (int step = random.nextInt(4); step >= 0; step--) {
                move();
                register();
                watchers.get(leader).ask(PLAIN_POLL);
                watchers.get(1 - leader).ask(PLAIN_POLL);
            }
            move();
            Fault fault = Fault.values()[(int) Math.floorMod(seed + i, (long) Fault.values().length)];
            if (fault == Fault.STANDBY_KILLED) {
                watchers.get(1 - leader).close();
                count(fault.name());
                watchers.set(1 - leader, watcher());
            } else {
                happen(fault, leader);
                leader = leader();
            }
        }
        judge();
    }

    /** Somebody takes the lead sooner or later. */
    private int leader() {
        int asked = 0;
        String answer = "";
        for (long start = System.nanoTime(); System.nanoTime() - start < PATIENCE.toNanos(); asked = 1 - asked) {
            answer = watchers.get(asked).ask(PLAIN_POLL);
            if (!answer.equals("StandingBy") && !answer.startsWith("failed")) {
                return asked;
            }
        }
        throw new AssertionError("nobody leads: " + answer);
    }

    private void happen(Fault fault, int leader) {
        FailoverProcess struck = watchers.get(leader);
        FailoverProcess other = watchers.get(1 - leader);
        int statement = random.nextInt(MOST_STATEMENTS);
        String at;
        switch (fault) {
            case KILLED -> at = struck.ask("poll die " + statement);
            case STOPPED -> at = struck.ask("poll stop " + statement);
            case CUT_OFF -> {
                struck.proxy().set(DatabaseProxy.Mode.CUT);
                at = struck.ask(PLAIN_POLL);
                assertTrue(at.startsWith("failed Unreachable"), at);
            }
            default -> {
                struck.proxy().set(DatabaseProxy.Mode.SILENT);
                struck.say(PLAIN_POLL);
                at = "";
            }
        }
        if (fault == Fault.KILLED) {
            struck.close();
        }
        long start = System.nanoTime();
        takeOver(other);
        takeovers.add(Duration.ofNanos(System.nanoTime() - start));
        count(fault + (at.startsWith("at reorg") ? " in a reorg" : at.startsWith("at") ? " in a step" : ""));
        Head head = observer.head();
        switch (fault) {
            case KILLED -> watchers.set(leader, watcher());
            case STOPPED -> {
                if (at.startsWith("at")) {
                    struck.goOn();
                    assertNoCommit(struck.answer());
                }
                assertNoCommit(struck.ask(PLAIN_POLL));
            }
            default -> {
                if (fault == Fault.SILENCED) {
                    assertNoCommit(struck.answer());
                }
                struck.proxy().set(DatabaseProxy.Mode.PASS);
                assertNoCommit(struck.ask(PLAIN_POLL));
            }
        }
        assertEquals(head, observer.head(), "W16: somebody else than the leader has committed");
    }

    private static void assertNoCommit(String answer) {
        assertTrue(answer.equals("StandingBy") || answer.startsWith("failed"), "W16: " + answer);
    }

    private static void takeOver(FailoverProcess next) {
        String answer = "";
        for (long start = System.nanoTime(); System.nanoTime() - start < PATIENCE.toNanos(); ) {
            answer = next.ask(PLAIN_POLL);
            assertFalse(answer.startsWith("failed StaleStep"), answer);
            if (!answer.equals("StandingBy") && !answer.startsWith("failed")) {
                return;
            }
        }
        throw new AssertionError("never took over: " + answer);
    }

    private void count(String what) {
        happened.merge(what, 1, Integer::sum);
    }

    private void move() {
        chain.mark();
        chain.move();
        moves++;
        watchers.forEach(watcher -> assertEquals("ok", watcher.ask("move")));
    }

    /** By either, whoever leads. */
    private void register() {
        int cursor = observer.head().cursor().map(BlockRow::height).orElse(0);
        int birth = random.nextBoolean() ? cursor + 1 : Math.max(0, cursor + 1 - random.nextInt(40));
        List<ByteString> scripts = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> Payments.SCRIPTS.get(random.nextInt(Payments.SCRIPTS.size())))
                .toList();
        String all = scripts.stream().map(ByteString::toHex).collect(Collectors.joining(" "));
        assertEquals("ok", watchers.get(random.nextInt(2)).ask("watch " + birth + " " + all));
        checker.watched(scripts, birth);
    }

    private void judge() {
        chain.settle();
        watchers.forEach(watcher -> assertEquals("ok", watcher.ask("settle")));
        FailoverProcess leader = watchers.get(leader());
        for (int polls = 0; !leader.ask(PLAIN_POLL).equals("Current"); polls++) {
            assertTrue(polls < MOST_POLLS, "never caught up");
        }
        checker.read(observer);
        checker.assertSaysWhatTheNodeSays(observer);
    }

    @Override
    public void close() {
        watchers.forEach(FailoverProcess::close);
        observer.close();
    }
}
