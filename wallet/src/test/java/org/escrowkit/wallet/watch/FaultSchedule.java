package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.AgreeingNode;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.FakeBitcoind;
import org.escrowkit.wallet.node.FaultKind;
import org.escrowkit.wallet.node.FaultProxy;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Head;
import org.escrowkit.wallet.store.MemoryStore;
import org.escrowkit.wallet.store.Step;
import org.jspecify.annotations.Nullable;

/**
 * One seed of a family: a node in memory that lives a troubled life, bitcoind's interfaces before it, faults before
 * those, and a watcher that knows the node through them alone. What it stores is judged after each poll, and all of it
 * once the faults are over.
 */
final class FaultSchedule implements AutoCloseable {
    private static final int STEPS = 20;
    private static final int MOST_POLLS = 60;
    private static final int MOST_TRIES = 20;

    /** Of a client whose answers are withheld; the others may be as slow as a busy machine makes them. */
    private static final Duration HASTE = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 300_000;
    private static final RpcCredentials LOGIN = RpcCredentials.userPassword("alice", "secret");

    private final FaultFamily family;
    private final FaultTally tally;
    private final Sabotage sabotage;
    private final Random random;
    private final SimulatedChain chain;
    private final Checker checker;
    private final EscrowStore store;
    private final FakeBitcoind bitcoind;

    /** One before each node; all of the nodes are that bitcoind. */
    private final List<FaultProxy> proxies;

    private final List<JsonRpcClient> clients;
    private final double rate;
    private final boolean hasty;
    private boolean faulty = true;
    private boolean disturbed;
    private boolean disturbedBefore;
    private Watcher watcher;

    FaultSchedule(FaultFamily family, long seed, FaultTally tally, Sabotage sabotage) {
        this.family = family;
        this.tally = tally;
        this.sabotage = sabotage;
        hasty = family.kinds().contains(FaultKind.WITHHELD);
        random = new Random(seed);
        rate = new double[] {0.03, 0.1, 0.3}[random.nextInt(3)];
        chain = new SimulatedChain(new Random(seed), new Tally());
        checker = new Checker(chain);
        store = new MemoryStore(Chain.REGTEST.genesis());
        bitcoind = FakeBitcoind.of(chain.node());
        proxies = Stream.generate(() -> FaultProxy.before(bitcoind.uri()))
                .limit(family.nodes())
                .toList();
        clients = proxies.stream()
                .map(proxy -> proxy.client(LOGIN, hasty ? HASTE : PATIENCE, Optional.of(MOST_BYTES)))
                .toList();
        watcher = opened();
    }

    private Watcher opened() {
        heal();
        return patiently(() -> Watcher.open(
                node(),
                Intercepted.of(EscrowStore.class, store, this::aroundStore),
                this::now,
                Optional.of(Runnable::run)));
    }

    private BitcoinNode node() {
        List<JsonRpcNode> nodes = clients.stream()
                .map(client -> JsonRpcNode.connect(client, Chain.REGTEST))
                .toList();
        return nodes.size() == 1 ? nodes.get(0) : AgreeingNode.of(nodes.size() / 2 + 1, nodes);
    }

    private void heal() {
        proxies.forEach(FaultProxy::heal);
    }

    /** Without a fault, but a busy machine can be slower than a client that gives up soon. */
    private <T> T patiently(Supplier<T> action) {
        for (int tries = 1; ; tries++) {
            try {
                return action.get();
            } catch (RpcException.Unavailable slow) {
                if (!hasty || tries == MOST_TRIES) {
                    throw slow;
                }
            }
        }
    }

    private Instant now() {
        return faulty ? Instant.EPOCH.plus(family.clock()) : Instant.EPOCH;
    }

    void run() {
        register();
        for (int step = 0; step < STEPS; step++) {
            move();
            if (random.nextInt(6) == 0) {
                register();
            }
            if (random.nextInt(12) == 0) {
                watcher.close();
                watcher = opened();
            }
            poll();
        }
        settle();
        for (FaultKind kind : FaultKind.values()) {
            proxies.forEach(proxy -> tally.injected.add(proxy.injected(kind)));
        }
    }

    private void move() {
        synchronized (chain.node()) {
            chain.move();
        }
    }

    private void register() {
        heal();
        int tip = chain.tree().height(chain.node().tip());
        int birth = Math.max(1, tip + 2 - random.nextInt(20));
        List<ByteString> scripts = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> Payments.SCRIPTS.get(random.nextInt(Payments.SCRIPTS.size())))
                .toList();
        watcher.watch(scripts, Birth.atHeight(birth), "loan");
        checker.watched(scripts, birth);
    }

    private void settle() {
        faulty = false;
        synchronized (chain.node()) {
            chain.settle();
        }
        for (int polls = 0; !isDone(poll()); polls++) {
            assertTrue(polls < MOST_POLLS, () -> "never caught up: " + store.head() + ", " + store.backfill());
        }
        checker.assertSaysWhatTheNodeSays(store);
    }

    private static boolean isDone(Optional<WatchStatus> status) {
        return status.filter(WatchStatus.Current.class::isInstance).isPresent();
    }

    private Optional<WatchStatus> poll() {
        chain.mark();
        disturb();
        tally.polls.increment();
        Optional<WatchStatus> status = Optional.empty();
        try {
            status = Optional.of(watcher.poll());
        } catch (RpcException | WrongChainException failed) {
            tally.failed.increment();
            // A block that was read ahead may have been spoilt before.
            assertTrue(disturbed || disturbedBefore, () -> "failed without a fault: " + failed);
        } catch (FollowException held) {
            // For a person to look at. Here that person knows that the node does not mean it.
            tally.failed.increment();
            assertTrue(disturbed, () -> "stopped without a fault: " + held);
        }
        heal();
        if (!disturbed
                && status.filter(WatchStatus.NodeBehind.class::isInstance).isPresent()) {
            checker.assertBehind(store);
        }
        checker.assertHoldsWhatTheCursorSays(store);
        return status;
    }

    private void disturb() {
        disturbedBefore = disturbed;
        disturbed = hasty;
        if (!faulty) {
            return;
        }
        FaultProxy proxy = proxies.get(random.nextInt(proxies.size()));
        if (family.refusing() && random.nextInt(4) == 0) {
            disturbed = true;
            tally.injected.increment();
            proxy.shut();
        } else {
            proxy.plan(this::fault);
        }
    }

    /** On a thread of the proxy's, while the watcher waits for its answer. */
    private synchronized Optional<FaultKind> fault(String call) {
        if (random.nextInt(60) == 0) {
            disturbed = true;
            move();
        }
        if (family.kinds().isEmpty() || random.nextDouble() >= rate) {
            return Optional.empty();
        }
        disturbed = true;
        return Optional.of(family.kinds().get(random.nextInt(family.kinds().size())));
    }

    private @Nullable Object aroundStore(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        if (method.equals("close")) {
            // What is on the disk outlives its process.
            return null;
        }
        if (!method.equals("commit")) {
            return call.make(arguments);
        }
        Step step = (Step) arguments[0];
        Optional<BlockRow> cursor = store.head().cursor();
        if (cursor.isPresent() && !family.lies()) {
            new StepChecker(chain, cursor.get(), checker.replay().deposits()).check(step);
        }
        Head head = store.commit(sabotage.committed(step));
        checker.committed(step, store);
        return head;
    }

    @Override
    public void close() {
        watcher.close();
        proxies.forEach(FaultProxy::close);
        bitcoind.close();
    }
}
