package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Head;
import org.escrowkit.wallet.store.MemoryStore;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a node, a store and a watcher between them, to all of which happens what the seed says. Judged at each step
 * and, once nothing happens any more, at the end.
 */
final class WatcherSchedule {
    private static final int STEPS = 24;
    private static final int MOST_POLLS = 50;

    /** Calls of the store in which a process may die, before or after it has done what was asked. */
    private static final Map<String, Happening> DEATHS =
            Map.of("register", Happening.DIED_IN_REGISTRATION, "acknowledge", Happening.DIED_IN_DELIVERY);

    private final Random random;
    private final Tally tally;
    private final Sabotage sabotage;
    private final Supplier<EscrowStore> disk;
    private final SimulatedChain chain;
    private final Faults faults;
    private final Checker checker;
    private final EventConsumer consumer;
    private EscrowStore store;
    private Watcher watcher;
    private boolean polling;
    private boolean moved;

    /** @param disk opens what is stored, at each start of the process */
    WatcherSchedule(long seed, Supplier<EscrowStore> disk, Sabotage sabotage, Tally tally) {
        this.random = new Random(seed);
        this.tally = tally;
        this.sabotage = sabotage;
        this.disk = disk;
        chain = new SimulatedChain(random, tally);
        faults = new Faults(random, tally);
        checker = new Checker(chain);
        consumer = new EventConsumer(random, tally);
        store = disk.get();
        watcher = opened();
    }

    void run() {
        register();
        for (int step = 0; step < STEPS; step++) {
            chain.move();
            if (random.nextInt(8) == 0) {
                register();
            }
            if (random.nextInt(12) == 0) {
                tally.count(Happening.RESTARTED);
                restart();
            }
            poll();
            surviving(() -> consumer.take(watcher));
        }
        settle();
    }

    private void settle() {
        faults.end();
        chain.settle();
        for (int polls = 0; !poll(); polls++) {
            assertTrue(polls < MOST_POLLS, () -> "never caught up: " + store.head() + ", " + store.backfill());
        }
        while (consumer.seen().size() < checker.replay().last()) {
            consumer.take(watcher);
        }
        assertEquals(checker.replay().last(), consumer.seen().size());
        watcher.close();
        store.close();
    }

    /** Whether the watcher says that it knows all there is to know. It is held to its word. */
    private boolean poll() {
        chain.mark();
        moved = false;
        polling = true;
        Optional<WatchStatus> status = Optional.empty();
        try {
            sabotage();
            status = Optional.of(watcher.poll());
        } catch (RpcException | StoreException failed) {
            // The same watcher tries again at the next poll.
        } catch (Died died) {
            restart();
        } finally {
            polling = false;
        }
        boolean current = status.filter(WatchStatus.Current.class::isInstance).isPresent();
        if (!moved && status.filter(WatchStatus.NodeBehind.class::isInstance).isPresent()) {
            tally.count(Happening.FOUND_BEHIND);
            checker.assertBehind(store);
        }
        if (current && !moved) {
            tally.count(Happening.JUDGED_AT_TIP);
            checker.assertSaysWhatTheNodeSays(store);
            if (sabotage == Sabotage.NONE) {
                Ledger ledger = watcher.ledger();
                assertEquals(Ledger.of(ledger.tip(), store.deposits()), ledger);
            }
        }
        return current;
    }

    private void sabotage() {
        BlockRow cursor = store.head().cursor().orElseThrow();
        Optional<Step> wrong = sabotage.revoked(chain, store, cursor);
        if (wrong.isPresent()) {
            commit(wrong.get());
            throw new Died();
        }
    }

    /** Does it, whether or not a process or two end over it. */
    private void surviving(Runnable action) {
        boolean done = false;
        while (!done) {
            try {
                action.run();
                done = true;
            } catch (Died died) {
                restart();
            } catch (RpcException | StoreException failed) {
                // Again, as an application does.
            }
        }
    }

    private void register() {
        int tip = chain.tree().height(chain.node().tip());
        int birth = random.nextInt(4) == 0 ? random.nextInt(tip + 1) : Math.max(0, tip + 2 - random.nextInt(20));
        boolean now = random.nextInt(4) == 0;
        List<ByteString> scripts = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> Payments.SCRIPTS.get(random.nextInt(Payments.SCRIPTS.size())))
                .toList();
        int cursor = store.head().cursor().map(BlockRow::height).orElse(tip);
        surviving(() -> watcher.watch(scripts, now ? Birth.now() : Birth.atHeight(birth), "loan"));
        checker.watched(scripts, now ? cursor + 1 : birth);
        tally.count(!now && birth <= cursor ? Happening.REGISTERED_LATE : Happening.REGISTERED);
    }

    /** The process ends, wherever it is, and another one begins. */
    private void restart() {
        watcher.close();
        store = disk.get();
        watcher = opened();
    }

    private Watcher opened() {
        while (true) {
            try {
                return Watcher.open(
                        Intercepted.of(BitcoinNode.class, chain.node(), this::aroundNode),
                        Intercepted.of(EscrowStore.class, store, this::aroundStore),
                        InstantSource.fixed(Instant.EPOCH),
                        Optional.of(Runnable::run));
            } catch (Died | RpcException | StoreException failed) {
                store = disk.get();
            }
        }
    }

    private @Nullable Object aroundNode(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        faults.call(method);
        if (polling && faults.moves()) {
            moved = true;
            chain.move();
        }
        Object answer = call.make(arguments);
        if (answer instanceof Optional<?> found && found.orElse(null) instanceof byte[] block) {
            faults.corrupt(block);
        }
        return answer;
    }

    private @Nullable Object aroundStore(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        if (method.equals("close")) {
            // What is on the disk outlives its process.
            return null;
        }
        if (faults.refuses()) {
            throw MemoryStore.locked();
        }
        if (method.equals("commit")) {
            return commit((Step) arguments[0]);
        }
        Happening death = DEATHS.get(method);
        dieAt(death);
        Object answer = call.make(arguments);
        dieAt(death);
        return answer;
    }

    private void dieAt(@Nullable Happening death) {
        if (death != null && faults.dies(death)) {
            throw new Died();
        }
    }

    private Head commit(Step sound) {
        if (faults.dies(Happening.DIED_BEFORE_COMMIT)) {
            sabotage.leftByDeath(sound).ifPresent(store::commit);
            checker.read(store);
            throw new Died();
        }
        Head head = judged(sabotage.committed(sound));
        dieAt(Happening.DIED_AFTER_COMMIT);
        if (faults.concealsCommit()) {
            throw MemoryStore.failed();
        }
        return head;
    }

    private Head judged(Step step) {
        // The very first step takes up the rows below the tip.
        store.head()
                .cursor()
                .ifPresent(cursor ->
                        new StepChecker(chain, cursor, checker.replay().deposits()).check(step));
        Head head = store.commit(step);
        checker.committed(step, store);
        return head;
    }
}
