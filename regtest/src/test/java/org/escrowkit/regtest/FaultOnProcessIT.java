package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.FaultKind;
import org.escrowkit.wallet.node.FaultZmqKind;
import org.escrowkit.wallet.node.FaultZmqProxy;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.ZmqHints;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults before the RPC, REST and ZMQ interfaces of a real bitcoind, while its chain churns: families 6 and 7. */
@Timeout(7_200)
class FaultOnProcessIT extends OnNode {
    /** Of each kind. More for those who have time: {@code -Descrowkit.faults=20 -Descrowkit.seed=100}. */
    private static final int RUNS = Integer.getInteger("escrowkit.faults", 1);

    private static final long FIRST_SEED = Long.getLong("escrowkit.seed", 0);
    private static final int MOVES = 12;
    private static final double ZMQ_RATE = 0.2;

    private @Nullable RealScenarioNode real;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    private RealScenarioNode real() {
        return Objects.requireNonNull(real);
    }

    @Test
    void w1ToW13NoFaultOfRpcOrRestMakesTheLogAnotherOne() {
        Map<String, List<FaultKind>> families = new LinkedHashMap<>();
        Stream.of(FaultKind.values()).forEach(kind -> families.put(kind.name(), List.of(kind)));
        families.put("REFUSED", List.of());
        families.put("ALL", List.of(FaultKind.values()));
        System.out.println("Faults between a watcher and bitcoind, from seed " + FIRST_SEED + " on");
        System.out.println("| family | runs | faults injected | polls | failed polls | findings |");
        System.out.println("|---|---|---|---|---|---|");
        families.forEach(this::play);
    }

    private void play(String family, List<FaultKind> kinds) {
        long injected = 0;
        int polls = 0;
        int failed = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            try (FaultRun run = new FaultRun(node(), real(), kinds, seed)) {
                run.play(MOVES);
                injected += run.injected();
                polls += run.polls();
                failed += run.failed();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(family + ", seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        System.out.printf("| %s | %d | %d | %d | %d | 0 |%n", family.replace('_', ' '), RUNS, injected, polls, failed);
        assertTrue(injected > 0, family);
    }

    /** One that is polled, one that follows without hints, and one for each fault of the line that hints come by. */
    @Test
    void w8WhateverBecomesOfHintsTheConfirmedLogIsTheSame() throws InterruptedException {
        List<ByteString> scripts = Stream.generate(real()::script).limit(20).toList();
        Map<FaultZmqKind, FaultZmqProxy> proxies = new EnumMap<>(FaultZmqKind.class);
        List<AutoCloseable> open = new ArrayList<>();
        List<FollowThread> following = new ArrayList<>();
        Map<FaultZmqKind, FollowThread> hinted = new EnumMap<>(FaultZmqKind.class);
        try (Watcher polled = watcher(scripts)) {
            following.add(new FollowThread(watcher(scripts)));
            for (FaultZmqKind kind : FaultZmqKind.values()) {
                FaultZmqProxy proxy = FaultZmqProxy.before(node().zmqEndpoint(), kind, ZMQ_RATE, FIRST_SEED);
                Watcher watcher = watcher(scripts);
                proxies.put(kind, proxy);
                open.add(proxy);
                open.add(ZmqHints.open(proxy.endpoint(), watcher.doorbell()));
                FollowThread thread = new FollowThread(watcher);
                hinted.put(kind, thread);
                following.add(thread);
            }
            List<DepositEvent> expected = new ArrayList<>();
            FaultChurn churn = new FaultChurn(real(), scripts, FIRST_SEED);
            for (int move = 0; move < MOVES * RUNS; move++) {
                churn.move();
                Sha256Hash tip = real().tip();
                for (FollowThread each : following) {
                    each.awaitTip(tip);
                }
                polled.catchUp();
                polled.deliver("books", expected::add);
            }
            assertEquals(
                    FaultRun.onceConfirmed(expected),
                    FaultRun.onceConfirmed(following.get(0).stop()),
                    "no hints");
            System.out.println("Faults between a watcher and bitcoind's ZMQ, seed " + FIRST_SEED);
            System.out.println(
                    "| family | moves | faults injected | events of blocks | findings |\n|---|---|---|---|---|");
            for (FaultZmqKind kind : FaultZmqKind.values()) {
                List<String> told = FaultRun.onceConfirmed(
                        Objects.requireNonNull(hinted.get(kind)).stop());
                assertEquals(FaultRun.onceConfirmed(expected), told, () -> kind + ", seed " + FIRST_SEED);
                long injected = Objects.requireNonNull(proxies.get(kind)).injected();
                assertTrue(injected > 0, kind::name);
                System.out.printf("| %s | %d | %d | %d | 0 |%n", kind, MOVES * RUNS, injected, told.size());
            }
            assertTrue(FaultRun.onceConfirmed(expected).size() >= MOVES);
        } finally {
            following.forEach(FollowThread::close);
            open.forEach(FaultOnProcessIT::close);
        }
    }

    private Watcher watcher(List<ByteString> scripts) {
        Watcher watcher = Watcher.temporary(JsonRpcNode.connect(node().rpc(), Chain.REGTEST));
        watcher.watch(scripts, Birth.atHeight(real().height() + 1), "loan");
        return watcher;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
