package org.escrowkit.wallet.watch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.StorePlace;
import org.jspecify.annotations.Nullable;

/**
 * A watcher, its node and its application in a process that dies, and that says before the node moves, before and after
 * a registration, and as the application gets an event. The node's life is that of its seed, so that it can go on in
 * another process.
 */
final class DoomedWatcher {
    static final String CONSUMER = "loans";

    /** Of one that nothing is to happen to. */
    private static final int STEPS = 40;

    /** Enough to get to any failpoint, nearly always. */
    private static final int MOST_STEPS = 200;

    private final CrashPlan plan;
    private final Failpoints failpoints;
    private final BrokenStore broken;
    private final Consumer<String> said;
    private final Random random;
    private final SimulatedChain chain;
    private final EscrowStore store;
    private final Watcher watcher;
    private boolean polling;

    /** @param said takes what is to be known after the death, when it returns */
    DoomedWatcher(CrashPlan plan, StorePlace place, Failpoints failpoints, BrokenStore broken, Consumer<String> said) {
        this.plan = plan;
        this.failpoints = failpoints;
        this.broken = broken;
        this.said = said;
        random = new Random(plan.seed() * 1_000 + plan.moves());
        chain = chain(plan.seed());
        for (int i = 0; i < plan.moves(); i++) {
            chain.move();
        }
        store = place.open(chain.node().genesis(), failpoints::beforeStatement);
        failpoints.enter(Failpoints.READING);
        watcher = Watcher.open(
                Intercepted.of(BitcoinNode.class, chain.node(), this::aroundNode),
                Intercepted.of(EscrowStore.class, store, this::aroundStore),
                InstantSource.fixed(Instant.EPOCH),
                Optional.of(Runnable::run));
        // Nobody acknowledges for it, so that all events are there to be judged.
        store.subscribe("audit");
    }

    /** The node of this seed, at its beginning. */
    static SimulatedChain chain(long seed) {
        return new SimulatedChain(new Random(seed), new Tally());
    }

    /** Returns only if it was to live to its end, or never came to its failpoint. */
    void run() {
        int steps = plan.failpoint().equals(CrashPlan.NONE) ? STEPS : MOST_STEPS;
        for (int step = 0; step < steps; step++) {
            move();
            for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0; i > 0; i--) {
                register();
            }
            poll();
            if (random.nextInt(3) == 0) {
                deliver();
            }
            if (random.nextInt(10) == 0) {
                watcher.trim();
            }
        }
    }

    private void say(String... words) {
        said.accept(plan.seed() + " " + String.join(" ", words));
    }

    private void move() {
        say("move");
        chain.mark();
        chain.move();
    }

    private void register() {
        int cursor = store.head().cursor().map(BlockRow::height).orElseThrow();
        int birth = random.nextBoolean() ? cursor + 1 : Math.max(0, cursor + 1 - random.nextInt(40));
        List<ByteString> scripts = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> Payments.SCRIPTS.get(random.nextInt(Payments.SCRIPTS.size())))
                .toList();
        String all = scripts.stream().map(ByteString::toHex).collect(Collectors.joining(" "));
        say("watch", Integer.toString(birth), all);
        watcher.watch(scripts, Birth.atHeight(birth), "loan");
        say("watched");
    }

    private void poll() {
        polling = true;
        try {
            watcher.poll();
        } catch (RpcException moved) {
            // The node moved meanwhile. The next poll goes on.
        } finally {
            polling = false;
        }
    }

    private void deliver() {
        try {
            watcher.deliver(CONSUMER, this::onEvent);
        } catch (IllegalStateException refused) {
            // The event will come again.
        }
    }

    private void onEvent(DepositEvent event) {
        // A broken store is to show by a crash and by nothing else.
        if (broken == BrokenStore.NONE && random.nextInt(40) == 0) {
            throw new IllegalStateException("refused");
        }
        say("event", text(event));
        failpoints.enter(Failpoints.DELIVERY);
        failpoints.pass("handler returns");
        failpoints.enter(Failpoints.READING);
    }

    /** By which to tell whether it is the same when it comes again. */
    static String text(DepositEvent event) {
        return event.sequence() + " " + event.id() + " "
                + event.change().getClass().getSimpleName().toUpperCase(Locale.ROOT) + " "
                + event.change().hashCode();
    }

    private @Nullable Object aroundNode(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        if (polling && random.nextInt(50) == 0) {
            move();
        }
        return call.make(arguments);
    }

    private @Nullable Object aroundStore(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        failpoints.enter(Failpoints.phase(method, arguments, store.blocks().isEmpty()));
        failpoints.pass("before the call");
        Object answer = broken.call(store, method, arguments, call);
        failpoints.pass("after the call");
        if (method.equals("acknowledge")) {
            say("acknowledged", String.valueOf(arguments[1]));
        }
        failpoints.enter(Failpoints.READING);
        return answer;
    }
}
