package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.ZmqHints;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watchers that follow by themselves: with hints of every kind, and through an outage of the node. */
@Timeout(300)
abstract class WatcherFollowContract extends OnNode {
    private static final long SEED = 5_008;
    private static final int ROUNDS = 3;

    @TempDir
    private Path directory;

    private @Nullable RealScenarioNode real;

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    private RealScenarioNode real() {
        return Objects.requireNonNull(real);
    }

    private Watcher watcher(String name, ByteString script) {
        Watcher watcher =
                Watcher.open(JsonRpcNode.connect(node().rpc(), Chain.REGTEST), directory.resolve(name + ".db"));
        watcher.watch(List.of(script), Birth.now(), name);
        return watcher;
    }

    /** One that is polled by the scenario, and three that follow: without hints, with the node's, and with lies. */
    @Test
    void w8_withHintsOffOnAndLyingTheConfirmedLogIsTheSame() throws InterruptedException {
        ByteString script = real().script();
        try (WatchStage stage = new WatchStage(real(), WatchStage.Life.LIVE, directory);
                LyingPublisher liar = new LyingPublisher(SEED);
                Watcher hinted = watcher("on", script);
                Watcher deceived = watcher("lying", script);
                ZmqHints hints = hints(node().zmqEndpoint(), hinted);
                ZmqHints lies = hints(liar.endpoint(), deceived);
                FollowThread off = new FollowThread(watcher("off", script));
                FollowThread on = new FollowThread(hinted);
                FollowThread lying = new FollowThread(deceived)) {
            List<FollowThread> all = List.of(off, on, lying);
            List<DepositEvent> polled = new ArrayList<>();
            stage.watch(script, Birth.now());
            for (int round = 0; round < ROUNDS; round++) {
                Transaction a = stage.pay("a" + round, script);
                Transaction b = stage.pay("b" + round, script, script);
                stage.submit(a);
                stage.mine(a, b);
                stage.mineEmpty(round);
                awaitTip(all);
                stage.lookAt(polled::add);
                stage.reorg(
                        round + 1, stage.rival("rival" + round, b, stage.node().script()));
                awaitTip(all);
                stage.lookAt(polled::add);
                stage.mine(a, stage.spend("spend" + round, WatchStage.FEE, List.of(a.outpoint(0)), script));
                awaitTip(all);
                stage.lookAt(polled::add);
            }
            List<String> confirmed = confirmed(off.stop());
            assertEquals(ROUNDS * 11, confirmed.size());
            assertEquals(confirmed, confirmed(on.stop()));
            assertEquals(confirmed, confirmed(lying.stop()), "seed " + SEED);
            assertEquals(confirmed, confirmed(polled));
            assertTrue(hints.heard() > 0);
            assertEquals(0, hints.ignored());
            assertTrue(lies.heard() > 100 && lies.ignored() > 100, lies.heard() + " and " + lies.ignored());
        }
    }

    private static ZmqHints hints(URI endpoint, Watcher watcher) {
        return ZmqHints.open(endpoint, watcher.doorbell());
    }

    private void awaitTip(List<FollowThread> all) throws InterruptedException {
        for (FollowThread each : all) {
            each.awaitTip(real().tip());
        }
    }

    /** Events of blocks: those of the mempool depend on the moment. */
    private static List<String> confirmed(List<DepositEvent> events) {
        return events.stream()
                .filter(event -> event.block().isPresent())
                .map(event -> event.id() + " " + event.change().getClass().getSimpleName())
                .toList();
    }

    @Test
    void w10_aNodeThatIsDownForAWhileIsWaitedForAndNothingIsLost() throws InterruptedException {
        assumeTrue(node() instanceof ProcessNode, "a container is at another address when it is started again");
        ProcessNode process = (ProcessNode) node();
        ByteString script = real().script();
        try (WatchStage stage = new WatchStage(real(), WatchStage.Life.LIVE, directory);
                FollowThread following = new FollowThread(watcher("down", script))) {
            stage.watch(script, Birth.now());
            Transaction a = stage.pay("a", script);
            stage.mine(a);
            following.await(DepositChange.Confirmed.class, a.txid());
            Transaction b = stage.pay("b", script);
            stage.submit(b);
            following.await(DepositChange.Seen.class, b.txid());
            real().flush();
            process.kill();
            following.awaitTroubles(2);
            process.startAgain();
            following.await(DepositChange.Evicted.class, b.txid());
            Transaction c = stage.pay("c", script);
            stage.mine(b, c);
            following.await(DepositChange.Confirmed.class, c.txid());
            List<DepositEvent> events = following.stop();
            assertEquals(
                    List.of("Confirmed", "Seen", "Evicted", "Confirmed", "Confirmed"),
                    events.stream()
                            .map(event -> event.change().getClass().getSimpleName())
                            .toList());
        }
    }
}
