package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.escrowkit.wallet.node.CatchUpMeter;
import org.escrowkit.wallet.node.ChainInfo;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.node.TipUpdate;

/** Decides what a poll looks at, one thing after the other, and says what is known after it. */
final class Poller {
    /** Blocks are two hours apart once in 160,000. */
    static final Duration STALE_AFTER = Duration.ofHours(2);

    private final InstantSource clock;
    private final CatchUpMeter meter;
    private final HealthRecord health;

    Poller(InstantSource clock, HealthRecord health) {
        this.clock = clock;
        this.health = health;
        this.meter = new CatchUpMeter(clock);
    }

    WatchStatus poll(Tracker tracker) {
        TipUpdate update = tracker.followChain();
        health.moved(update);
        WatchStatus status = look(tracker, update);
        health.polled(status, update.node());
        return status;
    }

    /** At all that is to be known beside the chain. */
    private WatchStatus look(Tracker tracker, TipUpdate update) {
        ChainInfo tip = update.node();
        if (update instanceof TipUpdate.NodeBehind) {
            return new WatchStatus.NodeBehind(tracker.cursor(), tip);
        }
        if (!tip.bestBlock().equals(tracker.cursor().hash())) {
            return catchingUp(tracker, tip);
        }
        Optional<Integer> unread = tracker.followMempool();
        if (unread.isEmpty()) {
            return catchingUp(tracker, tip);
        }
        try {
            Optional<Integer> old = tracker.backfill();
            if (old.isPresent()) {
                return new WatchStatus.Backfilling(tracker.cursor(), old.get());
            }
        } catch (FollowException.Pruned gap) {
            // One script's past must not keep all others from the present.
            return new WatchStatus.OldBlocksPruned(tracker.cursor(), gap.lowest(), gap.highest());
        }
        if (unread.get() > 0) {
            return new WatchStatus.ReadingMempool(tracker.cursor(), unread.get());
        }
        NodeStatus status = NodeStatus.of(tip, clock.instant(), STALE_AFTER);
        return status instanceof NodeStatus.Current current
                ? new WatchStatus.Current(tracker.cursor(), current)
                : new WatchStatus.NodeNotCurrent(tracker.cursor(), status);
    }

    private WatchStatus catchingUp(Tracker tracker, ChainInfo tip) {
        return new WatchStatus.CatchingUp(tracker.cursor(), meter.at(tracker.cursor(), tip));
    }
}
