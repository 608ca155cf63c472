package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.escrowkit.wallet.node.Agreement;
import org.escrowkit.wallet.node.ChainInfo;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.watch.WatcherHealth.Alarm;
import org.escrowkit.wallet.watch.WatcherHealth.Reach;

/** Keeps what {@link WatcherHealth} tells. Written by the one that polls, read by anyone without waiting for it. */
final class HealthRecord {
    /** A node restarts within a minute or two, but for the largest. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** All of it at once, so that no reader sees one half of a poll. */
    private record Known(
            Optional<WatchStatus> status,
            Optional<Instant> at,
            Optional<ChainInfo> tip,
            Reach node,
            Reach store,
            boolean isHeld) {}

    private final InstantSource clock;
    private final Duration staleAfter;
    private final Instant start;
    private final Supplier<Optional<Instant>> lastHint;
    private final Supplier<Optional<Agreement>> agreement;
    private volatile Known known = new Known(
            Optional.empty(), Optional.empty(), Optional.empty(), new Reach.Unknown(), new Reach.Unknown(), false);
    private volatile Counts counts = new Counts(0, 0, 0, 0);

    /** Since the watcher was opened. */
    record Counts(long polls, long failures, long connected, long disconnected) {}

    HealthRecord(
            InstantSource clock,
            Duration staleAfter,
            Supplier<Optional<Instant>> lastHint,
            Supplier<Optional<Agreement>> agreement) {
        this.clock = clock;
        this.staleAfter = staleAfter;
        this.lastHint = lastHint;
        this.agreement = agreement;
        start = clock.instant();
    }

    Counts counts() {
        return counts;
    }

    /** A poll went well. For the one thread that polls, as are the others. */
    void polled(WatchStatus status, ChainInfo tip) {
        Instant now = clock.instant();
        known = new Known(
                Optional.of(status),
                Optional.of(now),
                Optional.of(tip),
                reachable(known.node(), now),
                reachable(known.store(), now),
                false);
        counts = new Counts(counts.polls() + 1, counts.failures(), counts.connected(), counts.disconnected());
    }

    /** A poll found that another process leads; what the node says is not known to this one then. */
    void stoodBy(WatchStatus status) {
        Instant now = clock.instant();
        known = new Known(
                Optional.of(status),
                Optional.of(now),
                known.tip(),
                reachable(known.node(), now),
                reachable(known.store(), now),
                false);
        counts = new Counts(counts.polls() + 1, counts.failures(), counts.connected(), counts.disconnected());
    }

    /** A poll took this step. */
    void moved(TipUpdate update) {
        int connected = 0;
        int disconnected = 0;
        if (update instanceof TipUpdate.Extended extended) {
            connected = extended.connected().size();
        } else if (update instanceof TipUpdate.Reorged reorged) {
            connected = reorged.connected().size();
            disconnected = reorged.disconnected().size();
        }
        counts = new Counts(
                counts.polls(),
                counts.failures(),
                counts.connected() + connected,
                counts.disconnected() + disconnected);
    }

    /** A poll or a delivery failed. */
    void failed(RuntimeException failure) {
        Instant now = clock.instant();
        boolean ofStore = failure instanceof StoreException;
        boolean ofNode = failure instanceof RpcException || failure instanceof WrongChainException;
        known = new Known(
                known.status(),
                known.at(),
                known.tip(),
                ofNode ? failing(known.node(), failure, now) : known.node(),
                ofStore ? failing(known.store(), failure, now) : known.store(),
                known.isHeld() || failure instanceof FollowException);
        counts = new Counts(counts.polls() + 1, counts.failures() + 1, counts.connected(), counts.disconnected());
    }

    private static Reach reachable(Reach before, Instant now) {
        return before instanceof Reach.Reachable ? before : new Reach.Reachable(now);
    }

    private static Reach failing(Reach before, RuntimeException cause, Instant now) {
        return new Reach.Failing(before instanceof Reach.Failing since ? since.since() : now, cause);
    }

    WatcherHealth health() {
        Known now = known;
        Instant at = clock.instant();
        Optional<Agreement> nodes = agreement.get();
        int lag = now.status().isPresent() && now.tip().isPresent()
                ? lag(now.status().get(), now.tip().get())
                : 0;
        return new WatcherHealth(
                at,
                now.status(),
                now.at(),
                lag,
                now.tip().map(tip -> Duration.between(tip.tipTime(), at)),
                now.node(),
                now.store(),
                lastHint.get(),
                nodes,
                alarms(now, at, nodes));
    }

    private static int lag(WatchStatus status, ChainInfo tip) {
        return Math.max(
                0, Math.max(tip.height(), tip.headers()) - status.cursor().height());
    }

    private Set<Alarm> alarms(Known now, Instant at, Optional<Agreement> nodes) {
        Set<Alarm> alarms = EnumSet.noneOf(Alarm.class);
        add(
                alarms,
                Alarm.STALE_TIP,
                now.tip()
                        .filter(tip -> NodeStatus.of(tip, at, staleAfter) instanceof NodeStatus.StaleTip)
                        .isPresent());
        add(alarms, Alarm.NODE_BEHIND, is(now, WatchStatus.NodeBehind.class));
        add(alarms, Alarm.OLD_BLOCKS_PRUNED, is(now, WatchStatus.OldBlocksPruned.class));
        add(alarms, Alarm.NODES_DISAGREE, nodes.filter(Agreement::isAlarming).isPresent());
        add(alarms, Alarm.NODE_DOWN, lasts(now.node(), at));
        add(alarms, Alarm.WRONG_CHAIN, isOnWrongChain(now.node()));
        add(alarms, Alarm.CANNOT_GO_ON, now.isHeld());
        add(alarms, Alarm.STORE_DOWN, now.store().isFailing());
        Instant knowing = now.at().orElse(start);
        add(alarms, Alarm.STALE_KNOWLEDGE, Duration.between(knowing, at).compareTo(PATIENCE) > 0);
        return alarms;
    }

    private static void add(Set<Alarm> alarms, Alarm alarm, boolean rings) {
        if (rings) {
            alarms.add(alarm);
        }
    }

    private static boolean is(Known now, Class<? extends WatchStatus> kind) {
        return now.status().filter(kind::isInstance).isPresent();
    }

    private static boolean isOnWrongChain(Reach node) {
        return node instanceof Reach.Failing failing && failing.cause() instanceof WrongChainException;
    }

    private static boolean lasts(Reach reach, Instant at) {
        return reach instanceof Reach.Failing failing
                && Duration.between(failing.since(), at).compareTo(PATIENCE) > 0;
    }
}
