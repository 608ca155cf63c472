package org.escrowkit.wallet.watch;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Leadership;
import org.escrowkit.wallet.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A watcher's part among those that share its store: before each poll it takes or renews the lead, then it follows the
 * chain if it has it, and stands by if another one does. What it keeps in memory says what the store says, or is thrown
 * away. Not for several threads at once.
 */
final class Duty implements AutoCloseable {
    /** Registrations that may get in the way of one step. */
    private static final int MOST_ATTEMPTS = 20;

    private final BitcoinNode node;
    private final EscrowStore store;
    private final Optional<Executor> readingAhead;
    private final Poller poller;
    private final HealthRecord health;

    /** Outlives trackers: what it knows holds for all of them, and there is much of it. */
    private final BlockReader reader = new BlockReader();

    /** None while it is not known to say what the store says. */
    private @Nullable Tracker tracker;

    /** In which the tracker was known to say what the store says. */
    private long epoch;

    /** Whether the node failed at the last poll. */
    private boolean nodeFailed;

    /** @param readingAhead runs what reads blocks ahead; empty for threads of their own */
    Duty(BitcoinNode node, EscrowStore store, Optional<Executor> readingAhead, Poller poller, HealthRecord health) {
        this.node = node;
        this.store = store;
        this.readingAhead = readingAhead;
        this.poller = poller;
        this.health = health;
    }

    /** Loads what is stored, if it leads. */
    void begin() {
        if (lead() instanceof Leadership.Leading) {
            tracker();
        }
    }

    WatchStatus poll() {
        try {
            return leadAndPoll();
        } catch (StoreException uncertain) {
            forget();
            health.failed(uncertain);
            throw uncertain;
        } catch (FollowException held) {
            health.failed(held);
            // Another one's node may know better.
            store.resign();
            throw held;
        } catch (RuntimeException failure) {
            health.failed(failure);
            throw failure;
        }
    }

    private WatchStatus leadAndPoll() {
        if (nodeFailed || tracker == null) {
            // Whose node does not answer leaves the lead to another one, or does not take it.
            node.chainInfo();
        }
        if (lead() instanceof Leadership.StandingBy other) {
            BlockRow cursor = store.head()
                    .cursor()
                    .orElseThrow(() -> new StoreException.NotLeader("the leader has not begun yet"));
            WatchStatus status = new WatchStatus.StandingBy(cursor, other.leader(), other.until());
            health.stoodBy(status);
            return status;
        }
        nodeFailed = true;
        WatchStatus status = pollKnowingAllScripts(tracker());
        nodeFailed = false;
        return status;
    }

    /** Takes or renews the lead. Scripts are read before, as there may be more of them than a lease is long. */
    private Leadership lead() {
        if (tracker == null) {
            reader.pickUp(store, script -> {});
        } else {
            tracker.pickUp();
        }
        Leadership leadership = store.lead();
        if (!(leadership instanceof Leadership.Leading leading)) {
            forget();
        } else if (leading.epoch() != epoch) {
            if (tracker != null && tracker.revision() != store.head().revision()) {
                forget();
            }
            epoch = leading.epoch();
        }
        return leadership;
    }

    private WatchStatus pollKnowingAllScripts(Tracker tracking) {
        for (int left = MOST_ATTEMPTS; ; left--) {
            try {
                tracking.pickUp();
                return poller.poll(tracking);
            } catch (StoreException.MoreScripts more) {
                if (left == 0) {
                    throw more;
                }
            }
        }
    }

    /** From now on looks for the scripts that were registered meanwhile, too. */
    void pickUp() {
        if (tracker != null) {
            tracker.pickUp();
        }
    }

    Ledger ledger() {
        return tracker == null ? Tracker.stored(store) : tracker.ledger();
    }

    /** Where an empty store begins. */
    BlockRow cursor() {
        return tracker().cursor();
    }

    private Tracker tracker() {
        Tracker known = tracker;
        if (known == null) {
            known = Tracker.load(node, store, reader, readingAhead);
            tracker = known;
        }
        return known;
    }

    private void forget() {
        if (tracker != null) {
            tracker.close();
            tracker = null;
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        forget();
    }
}
