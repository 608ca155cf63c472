package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.store.WatchedScript;

/**
 * What is left of a {@link DoomedWatcher}: its node, its store, and what it said; and what is to be expected of them.
 */
final class Survivor {
    /** The place of those that somebody else ended. */
    static final String KILLED = "killed";

    private static final int MOST_POLLS = 100;

    /** What the dead has asked for; whether it was answered is known only of those before the last. */
    private record Registration(List<ByteString> scripts, int birth) {
        static Registration parse(String birth, String... scripts) {
            return new Registration(
                    Arrays.stream(scripts).map(ByteString::ofHex).toList(), Integer.parseInt(birth));
        }

        Map<ByteString, Integer> appliedTo(Map<ByteString, Integer> births) {
            Map<ByteString, Integer> after = new HashMap<>(births);
            scripts.forEach(script -> after.merge(script, birth, Math::min));
            return after;
        }
    }

    private final long seed;
    private final StorePlace store;
    private final SimulatedChain chain;
    private final Checker checker;
    private final Map<Long, String> handled = new HashMap<>();
    private final Map<String, Integer> passed = new HashMap<>();
    private Map<ByteString, Integer> births = new HashMap<>();
    private Optional<Registration> asked = Optional.empty();
    private int moves;
    private int moved;
    private long acknowledged;
    private String death = KILLED;

    /** @param store where its store is, and will be for its next process */
    Survivor(long seed, StorePlace store) {
        this.seed = seed;
        this.store = store;
        chain = DoomedWatcher.chain(seed);
        checker = new Checker(chain);
    }

    long seed() {
        return seed;
    }

    StorePlace place() {
        return store;
    }

    /** How often it passed each failpoint, if it lived to its end. */
    Map<String, Integer> passed() {
        return passed;
    }

    /** Where it died, or that it was killed. */
    String death() {
        return death;
    }

    /** For its next process. */
    CrashPlan plan(String failpoint, int passes) {
        death = KILLED;
        return new CrashPlan(seed, moves, failpoint, passes);
    }

    /** One line of what the dead said. */
    void heard(String line) {
        String[] words = line.split(" ", 3);
        String rest = words.length > 2 ? words[2] : "";
        switch (words[1]) {
            case "move" -> moves++;
            case "watch" -> {
                String[] parts = rest.split(" ", 2);
                asked = Optional.of(Registration.parse(parts[0], parts[1].split(" ", -1)));
            }
            case "watched" -> {
                births = asked.orElseThrow().appliedTo(births);
                asked = Optional.empty();
            }
            case "event" -> {
                String[] parts = rest.split(" ", 2);
                String before = handled.putIfAbsent(Long.parseLong(parts[0]), rest);
                assertTrue(before == null || before.equals(rest), () -> "first " + before + ", then " + rest);
            }
            case "acknowledged" -> acknowledged = Long.parseLong(rest);
            case "dies" -> death = rest;
            default -> {
                assertEquals("passed", words[1], line);
                String[] parts = rest.split(" ", 2);
                passed.put(parts[1], Integer.parseInt(parts[0]));
            }
        }
    }

    /**
     * @throws AssertionError if the dead has left anything but what it should, or its heir makes anything else of it
     */
    void judge() {
        try (EscrowStore store = open()) {
            assertLeftWhole(store);
            assertRecovers(store);
        } catch (RuntimeException | AssertionError failure) {
            String what = String.valueOf(failure.getMessage());
            throw new AssertionError(
                    "seed " + seed + ", died at " + death + ": " + what.substring(0, Math.min(what.length(), 100)),
                    failure);
        }
    }

    /** What its store must hold as it was left. */
    void assertLeftWhole() {
        try (EscrowStore store = open()) {
            assertLeftWhole(store);
        }
    }

    private void assertLeftWhole(EscrowStore store) {
        while (moved < moves) {
            chain.mark();
            chain.move();
            moved++;
        }
        assertRegistered(store);
        assertEvents(store);
        assertAcknowledged(store);
        checker.read(store);
        if (store.head().cursor().isPresent()) {
            checker.assertHoldsWhatTheCursorSays(store);
        }
    }

    private EscrowStore open() {
        EscrowStore opened = store.open(chain.node().genesis());
        store.endLease();
        return opened;
    }

    /** All that was answered, and of what was not all or nothing. */
    private void assertRegistered(EscrowStore store) {
        Map<ByteString, Integer> stored = new HashMap<>();
        store.scripts(script -> stored.put(script.scriptPubKey(), script.birth()));
        asked.map(last -> last.appliedTo(births)).filter(stored::equals).ifPresent(applied -> births = applied);
        assertEquals(births, stored, "W14: the scripts");
        asked = Optional.empty();
        births.forEach((script, birth) -> checker.watched(List.of(script), birth));
    }

    private void assertEvents(EscrowStore store) {
        Map<Long, String> stored = store.events(0, Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(DepositEvent::sequence, DoomedWatcher::text));
        handled.forEach((sequence, text) -> assertEquals(text, stored.get(sequence), "W4: not what was delivered"));
    }

    private void assertAcknowledged(EscrowStore store) {
        long stored = store.subscribe(DoomedWatcher.CONSUMER);
        assertTrue(stored >= acknowledged, () -> "acknowledged " + acknowledged + ", stored " + stored);
        for (long sequence = 1; sequence <= stored; sequence++) {
            assertTrue(handled.containsKey(sequence), "acknowledged, but never handled: " + sequence);
        }
    }

    /** The next process goes on with it, and comes to what the chain says. */
    private void assertRecovers(EscrowStore store) {
        long next = store.subscribe(DoomedWatcher.CONSUMER) + 1;
        try (Watcher watcher =
                Watcher.open(chain.node(), store, InstantSource.fixed(Instant.EPOCH), Optional.of(Runnable::run))) {
            // As the node stands; it may have less to say than is known.
            watcher.catchUp();
            chain.settle();
            for (int polls = 0; !(watcher.poll() instanceof WatchStatus.Current); polls++) {
                assertTrue(polls < MOST_POLLS, () -> "never caught up: " + store.head() + ", " + store.backfill());
            }
            checker.read(store);
            checker.assertSaysWhatTheNodeSays(store);
            for (Map.Entry<ByteString, Integer> script : births.entrySet()) {
                assertEquals(
                        Optional.of(script.getValue()),
                        watcher.watched(script.getKey()).map(WatchedScript::birth));
            }
            assertDeliversFrom(next, watcher);
        }
    }

    /** From the first that was not acknowledged on. */
    private void assertDeliversFrom(long first, Watcher watcher) {
        long[] next = {first};
        watcher.deliver(DoomedWatcher.CONSUMER, event -> {
            assertEquals(next[0], event.sequence(), "W5: a gap in what is delivered");
            String text = DoomedWatcher.text(event);
            assertEquals(text, handled.getOrDefault(next[0], text), "W4: not the same when it came again");
            next[0]++;
        });
        assertEquals(checker.replay().last() + 1, next[0], "W5: not all was delivered");
    }
}
