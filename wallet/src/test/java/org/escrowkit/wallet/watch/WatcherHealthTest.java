package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.node.AgreeingNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.node.NodeTroubles;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.MemoryStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.watch.WatcherHealth.Alarm;
import org.escrowkit.wallet.watch.WatcherHealth.Reach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** W12, W15: what a watcher says of itself. */
class WatcherHealthTest {
    private static final ByteString SCRIPT = ByteString.ofHex("0020" + "11".repeat(32));

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.ofEpochSecond(100);
    private boolean locked;
    private final Watcher watcher = watcher();

    private Watcher watcher() {
        node.mine(10);
        MemoryStore store = new MemoryStore(node.genesis());
        Watcher made = Watcher.open(
                node,
                Intercepted.of(EscrowStore.class, store, (method, arguments, call) -> {
                    if (locked && method.equals("commit")) {
                        throw MemoryStore.locked();
                    }
                    return call.make(arguments);
                }),
                () -> now,
                Optional.of(Runnable::run));
        WatcherMetrics.of(made, "test").bindTo(meters);
        return made;
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private double gauge(String name) {
        return meters.get("escrowkit.watcher." + name).gauge().value();
    }

    private double alarm(Alarm alarm) {
        return meters.get("escrowkit.watcher.alarm")
                .tag("alarm", alarm.name())
                .gauge()
                .value();
    }

    private double counter(String name) {
        return meters.get("escrowkit.watcher." + name).functionCounter().count();
    }

    private void failNode() {
        node.before(method -> {
            throw new RpcException.Unavailable(method, "down", null);
        });
    }

    @Test
    void beforeTheFirstPollNothingIsKnown() {
        WatcherHealth health = watcher.health();
        assertEquals(Optional.empty(), health.cursor());
        assertEquals(new Reach.Unknown(), health.node());
        assertFalse(health.isCurrent());
        assertTrue(Double.isNaN(gauge("height")));
        assertTrue(Double.isNaN(gauge("node.up")));
    }

    @Test
    void w15ItTellsHowFarBehindItIsAndThatItIsNotAnyMore() {
        watcher.catchUp();
        node.mine(100);
        watcher.poll();
        assertInstanceOf(WatchStatus.CatchingUp.class, watcher.health().status().orElseThrow());
        assertEquals(68, watcher.health().lag());
        assertEquals(68, gauge("lag"));
        assertEquals(0, gauge("current"));
        watcher.catchUp();
        assertTrue(watcher.health().isCurrent());
        assertEquals(0, gauge("lag"));
        assertEquals(110, gauge("height"));
        assertEquals(1, gauge("current"));
        assertEquals(100, counter("blocks.connected"));
        node.moveTo(node.grow(node.ancestor(node.tip(), 108), 4));
        watcher.catchUp();
        assertEquals(2, counter("blocks.disconnected"));
        assertEquals(104, counter("blocks.connected"));
    }

    @Test
    void w14ABackfillUnderWayShowsWhereItIs() {
        node.mine(100);
        watcher.catchUp();
        watcher.watch(List.of(SCRIPT), Birth.atHeight(1), "late");
        watcher.poll();
        var under = assertInstanceOf(
                WatchStatus.Backfilling.class, watcher.health().status().orElseThrow());
        assertEquals(33, under.next());
        assertFalse(watcher.health().isCurrent());
        watcher.catchUp();
        assertTrue(watcher.health().isCurrent());
    }

    @Test
    void w12AStaleTipAlarmsAndANewBlockEndsIt() {
        now = Instant.ofEpochSecond(node.chainInfo().tipTime().getEpochSecond()).plus(Duration.ofHours(3));
        watcher.catchUp();
        assertEquals(Set.of(Alarm.STALE_TIP), watcher.health().alarms());
        assertEquals(List.of("STALE_TIP"), watcher.health().alarmNames());
        assertEquals(1, alarm(Alarm.STALE_TIP));
        assertEquals(
                3 * 3_600, meters.get("escrowkit.watcher.tip.age").timeGauge().value(TimeUnit.SECONDS));
        node.moveTo(node.add(node.tip(), 1, now.getEpochSecond(), List.of()));
        watcher.catchUp();
        assertEquals(Set.of(), watcher.health().alarms());
        assertEquals(0, alarm(Alarm.STALE_TIP));
    }

    /** Without a single poll in between: a watcher that hangs is seen, too. */
    @Test
    void w15KnowledgeGrowsOldByItself() {
        watcher.catchUp();
        assertTrue(watcher.health().isCurrent());
        now = now.plus(Duration.ofMinutes(6));
        assertEquals(Set.of(Alarm.STALE_KNOWLEDGE), watcher.health().alarms());
        assertFalse(watcher.health().isCurrent());
        watcher.poll();
        assertTrue(watcher.health().isCurrent());
    }

    @Test
    void w10ANodeThatFailsIsNamedWithItsCauseSinceWhenItDoes() {
        watcher.catchUp();
        failNode();
        Instant first = now;
        assertThrows(RpcException.Unavailable.class, watcher::poll);
        now = now.plus(Duration.ofMinutes(10));
        assertThrows(RpcException.Unavailable.class, watcher::poll);
        var failing = assertInstanceOf(Reach.Failing.class, watcher.health().node());
        assertEquals(first, failing.since());
        assertInstanceOf(RpcException.Unavailable.class, failing.cause());
        assertEquals(
                Set.of(Alarm.NODE_DOWN, Alarm.STALE_KNOWLEDGE), watcher.health().alarms());
        assertEquals(0, gauge("node.up"));
        assertEquals(1, gauge("store.up"));
        assertEquals(2, counter("failures"));
        node.before(method -> {});
        watcher.poll();
        assertEquals(new Reach.Reachable(now), watcher.health().node());
        assertEquals(Set.of(), watcher.health().alarms());
    }

    @Test
    void w12ANodeOnAnotherChainAlarmsAtOnce() {
        watcher.catchUp();
        node.before(method -> {
            throw NodeTroubles.wrongChain();
        });
        assertThrows(WrongChainException.class, watcher::poll);
        assertEquals(Set.of(Alarm.WRONG_CHAIN), watcher.health().alarms());
        assertEquals(1, alarm(Alarm.WRONG_CHAIN));
        assertFalse(watcher.health().isCurrent());
        node.before(method -> {});
        watcher.poll();
        assertEquals(Set.of(), watcher.health().alarms());
    }

    @Test
    void w13BlocksThatComeNextAndAreGoneAlarmAtOnceAndUntilAPollGoesWell() {
        watcher.catchUp();
        node.mine(5);
        node.prune(14);
        assertThrows(FollowException.Pruned.class, watcher::poll);
        assertEquals(Set.of(Alarm.CANNOT_GO_ON), watcher.health().alarms());
        failNode();
        assertThrows(RpcException.Unavailable.class, watcher::poll);
        assertEquals(Set.of(Alarm.CANNOT_GO_ON), watcher.health().alarms());
        node.before(method -> {});
        node.prune(0);
        watcher.poll();
        assertEquals(Set.of(), watcher.health().alarms());
    }

    @Test
    void aStoreThatTakesNothingAlarmsAtOnce() {
        watcher.catchUp();
        locked = true;
        node.mine(1);
        assertThrows(StoreException.Locked.class, watcher::poll);
        assertEquals(Set.of(Alarm.STORE_DOWN), watcher.health().alarms());
        assertEquals(1, alarm(Alarm.STORE_DOWN));
        assertEquals(0, gauge("store.up"));
        locked = false;
        watcher.poll();
        assertEquals(1, gauge("store.up"));
    }

    @Test
    void w2ANodeThatFellBackAlarms() {
        watcher.catchUp();
        node.crashTo(5);
        watcher.poll();
        assertEquals(Set.of(Alarm.NODE_BEHIND), watcher.health().alarms());
    }

    @Test
    void w13OldBlocksThatAreGoneAlarm() {
        node.mine(100);
        watcher.catchUp();
        node.prune(50);
        watcher.watch(List.of(SCRIPT), Birth.atHeight(1), "late");
        watcher.catchUp();
        assertEquals(Set.of(Alarm.OLD_BLOCKS_PRUNED), watcher.health().alarms());
    }

    @Test
    void w8ZmqIsHeardByWhatRangAndNotByOurOwnRings() {
        watcher.watch(List.of(SCRIPT), Birth.now(), "ours");
        assertEquals(Optional.empty(), watcher.health().lastHint());
        watcher.doorbell().heard(Hint.CHAIN);
        assertTrue(watcher.health().lastHint().isPresent());
    }

    @Test
    void w12NodesThatAreSplitAlarmAndNothingAboveTheirForkIsFinal() {
        FakeBitcoinNode other = new FakeBitcoinNode();
        other.mine(10);
        AgreeingNode both = AgreeingNode.of(2, List.of(node, other));
        MemoryStore store = new MemoryStore(node.genesis());
        try (Watcher careful = Watcher.open(both, store, () -> now, Optional.of(Runnable::run))) {
            careful.catchUp();
            assertTrue(careful.health().isCurrent());
            node.mine(3);
            WatchStatus held = careful.catchUp();
            assertInstanceOf(WatchStatus.NodeNotCurrent.class, held);
            assertEquals(10, held.cursor().height());
            assertEquals(3, careful.health().lag());
            assertEquals(Set.of(), careful.health().alarms());
            other.moveTo(other.add(other.tip(), 2, List.of()));
            careful.catchUp();
            assertEquals(Set.of(Alarm.NODES_DISAGREE), careful.health().alarms());
            assertEquals(10, careful.ledger().tip().height());
        }
    }
}
