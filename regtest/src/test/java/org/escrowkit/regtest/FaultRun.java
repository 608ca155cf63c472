package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.FaultKind;
import org.escrowkit.wallet.node.FaultProxy;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EventKind;
import org.escrowkit.wallet.store.WatchedScript;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;

/**
 * Two watchers on one real node whose chain a seed moves: one that asks it directly, and one whose calls faults befall.
 * When these are over after each move, both must know and have told the same, and the node must agree.
 */
final class FaultRun implements AutoCloseable {
    private static final int SCRIPTS = 24;
    private static final int FAULTY_POLLS = 3;
    private static final int MOST_TRIES = 50;
    private static final Duration HASTE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 2_000_000;
    private static final String BOOKS = "books";

    /** It tells of every opening of a store. Held, or its level would be forgotten. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private final RealScenarioNode real;
    private final List<FaultKind> kinds;
    private final Random random;
    private final FaultProxy proxy;
    private final Watcher direct;
    private final Watcher tried;
    private final FaultChurn churn;
    private final List<ByteString> scripts;
    private final List<WatchedScript> registered = new ArrayList<>();
    private final int birth;
    private int polls;
    private int failed;
    private int refused;

    /** @param kinds what befalls calls; none for connections that are refused */
    FaultRun(RegtestNode node, RealScenarioNode real, List<FaultKind> kinds, long seed) {
        this.real = real;
        this.kinds = kinds;
        random = new Random(seed);
        proxy = FaultProxy.before(node.rpcEndpoint());
        Duration patience = kinds.contains(FaultKind.WITHHELD) ? HASTE : PATIENCE;
        direct = Watcher.temporary(JsonRpcNode.connect(node.rpc(), Chain.REGTEST));
        JsonRpcClient client = proxy.client(node.credentials(), patience, Optional.of(MOST_BYTES));
        tried = opened(client);
        scripts = Stream.generate(real::script).limit(SCRIPTS).toList();
        birth = real.height() + 1;
        churn = new FaultChurn(real, scripts, seed);
        register(scripts.subList(0, SCRIPTS / 2));
    }

    /** A client that gives up soon may find a busy machine too slow at first. */
    private static Watcher opened(JsonRpcClient client) {
        for (int tries = 1; ; tries++) {
            try {
                return Watcher.temporary(JsonRpcNode.connect(client, Chain.REGTEST));
            } catch (RpcException.Unavailable slow) {
                if (tries == MOST_TRIES) {
                    throw slow;
                }
            }
        }
    }

    private void register(List<ByteString> some) {
        for (Watcher watcher : List.of(direct, tried)) {
            watcher.watch(some, Birth.atHeight(birth), "loan");
        }
        some.forEach(script -> registered.add(direct.watched(script).orElseThrow()));
    }

    long injected() {
        return refused
                + Stream.of(FaultKind.values()).mapToLong(proxy::injected).sum();
    }

    int polls() {
        return polls;
    }

    int failed() {
        return failed;
    }

    void play(int moves) {
        for (int move = 0; move < moves; move++) {
            churn.move();
            if (move == moves / 2) {
                register(scripts.subList(SCRIPTS / 2, SCRIPTS));
            }
            for (int i = 0; i < FAULTY_POLLS; i++) {
                pollThroughFaults();
            }
            judge(move % 5 == 0 || move == moves - 1);
        }
    }

    private void pollThroughFaults() {
        if (kinds.isEmpty()) {
            refused++;
            proxy.shut();
        } else {
            proxy.plan(this::fault);
        }
        polls++;
        try {
            tried.poll();
        } catch (RpcException | WrongChainException | FollowException failure) {
            failed++;
        } finally {
            proxy.heal();
        }
    }

    /** From two threads: blocks are read ahead. */
    private synchronized Optional<FaultKind> fault(String call) {
        return random.nextInt(4) == 0 ? Optional.of(kinds.get(random.nextInt(kinds.size()))) : Optional.empty();
    }

    private void judge(boolean wholly) {
        Sha256Hash tip = real.tip();
        settle(direct, tip);
        settle(tried, tip);
        List<DepositEvent> told = told(direct);
        assertEquals(confirmed(told), confirmed(told(tried)));
        assertEquals(direct.ledger(), tried.ledger());
        if (wholly) {
            real.audit(tried.ledger(), registered, told);
        }
    }

    /** What was spoilt while it was read ahead may still come up. */
    private static void settle(Watcher watcher, Sha256Hash tip) {
        for (int tries = 0; ; tries++) {
            try {
                WatchStatus status = watcher.catchUp();
                assertEquals(tip, status.cursor().hash(), status::toString);
                return;
            } catch (RpcException spoilt) {
                assertTrue(tries < MOST_TRIES, spoilt::toString);
            }
        }
    }

    private static List<DepositEvent> told(Watcher watcher) {
        List<DepositEvent> events = new ArrayList<>();
        watcher.deliver(BOOKS, events::add);
        watcher.trim();
        return events;
    }

    /** Events of blocks: those of the mempool depend on the moment. */
    static List<String> confirmed(List<DepositEvent> events) {
        return events.stream()
                .filter(event -> event.block().isPresent())
                .map(event -> event.id() + " " + event.change().getClass().getSimpleName())
                .toList();
    }

    /**
     * The same, without what a block did to deposits that only ever waited: whoever did not look at the mempool in that
     * moment has nothing to tell of them.
     *
     * @param events all that a watcher told
     */
    static List<String> onceConfirmed(List<DepositEvent> events) {
        Set<Outpoint> confirmed = new HashSet<>();
        List<DepositEvent> certain = new ArrayList<>();
        for (DepositEvent event : events) {
            Outpoint outpoint = event.change().deposit().outpoint();
            if (event.kind() == EventKind.CONFIRMED) {
                confirmed.add(outpoint);
            }
            if (event.kind() != EventKind.DOUBLE_SPENT || confirmed.contains(outpoint)) {
                certain.add(event);
            }
        }
        return confirmed(certain);
    }

    @Override
    public void close() {
        tried.close();
        direct.close();
        proxy.close();
    }
}
