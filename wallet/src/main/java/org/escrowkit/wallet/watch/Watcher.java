package org.escrowkit.wallet.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.vault.Descriptor;
import org.escrowkit.wallet.node.AgreeingNode;
import org.escrowkit.wallet.node.BirthHeight;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.CatchUpMeter;
import org.escrowkit.wallet.node.ChainInfo;
import org.escrowkit.wallet.node.Doorbell;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.NewScript;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.WatchedScript;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches scripts on the node's chain and keeps what it finds in a store. Guarantees, whatever crashes:
 *
 * <ul>
 *   <li>every deposit in the best chain is recorded once for each block that holds it, and none stays confirmed that
 *       the best chain does not hold, up to the block that {@link #poll} names;
 *   <li>every change is delivered at least once, in order, and each time with the same id.
 * </ul>
 *
 * <p>It knows nothing of loans. What it says of the mempool is advice. Its methods may be called from any thread and
 * wait for each other, {@link #poll} for the node too.
 */
public final class Watcher implements AutoCloseable {
    /** Blocks are two hours apart once in 160,000. */
    private static final Duration STALE_AFTER = Duration.ofHours(2);

    /** Polls are at most this far apart, hints or not. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final int EVENTS_AT_ONCE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final BitcoinNode node;
    private final EscrowStore store;
    private final InstantSource clock;
    private final Optional<Executor> readingAhead;
    private final CatchUpMeter meter;
    private final Doorbell doorbell = new Doorbell();
    private final HealthRecord health;

    /** None while it is not known to say what the store says. */
    private @Nullable Tracker tracker;

    private Watcher(BitcoinNode node, EscrowStore store, InstantSource clock, Optional<Executor> readingAhead) {
        this.node = node;
        this.store = store;
        this.clock = clock;
        this.readingAhead = readingAhead;
        this.meter = new CatchUpMeter(clock);
        this.health = new HealthRecord(
                clock,
                STALE_AFTER,
                () -> doorbell.sinceHeard().map(age -> clock.instant().minus(age)),
                () -> node instanceof AgreeingNode several ? several.agreement() : Optional.empty());
    }

    /**
     * Goes on from what a file holds, or begins a new one at the node's tip.
     *
     * @throws StoreException if the file is not one that can be gone on with; the subtype says why
     * @throws RpcException if the node cannot be asked for its first block
     */
    public static Watcher open(BitcoinNode node, Path file) {
        return openOrClose(node, SqliteStore.open(file, genesis(node)));
    }

    /** Begins at the node's tip, and forgets everything when it is closed: to try things out. */
    public static Watcher temporary(BitcoinNode node) {
        return openOrClose(node, SqliteStore.temporary(genesis(node)));
    }

    private static Watcher openOrClose(BitcoinNode node, EscrowStore store) {
        try {
            return open(node, store);
        } catch (RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
    }

    /**
     * Goes on from what a store holds, or begins with an empty one at the node's tip.
     *
     * @param store closed with the watcher, but not if this fails
     * @throws StoreException.WrongChain if it belongs to another chain than the node's
     */
    public static Watcher open(BitcoinNode node, EscrowStore store) {
        return open(node, store, InstantSource.system());
    }

    static Watcher open(BitcoinNode node, EscrowStore store, InstantSource clock) {
        return open(node, store, clock, Optional.empty());
    }

    /** As {@link #open(BitcoinNode, EscrowStore)}, reading ahead on threads of the caller's. */
    static Watcher open(BitcoinNode node, EscrowStore store, InstantSource clock, Executor readingAhead) {
        return open(node, store, clock, Optional.of(readingAhead));
    }

    private static Watcher open(
            BitcoinNode node, EscrowStore store, InstantSource clock, Optional<Executor> readingAhead) {
        Watcher watcher = new Watcher(node, store, clock, readingAhead);
        watcher.checkChain();
        watcher.tracker();
        return watcher;
    }

    private static Sha256Hash genesis(BitcoinNode node) {
        return node.blockHash(0)
                .orElseThrow(() -> new RpcException.BadReply("getblockhash", "the node has no first block"));
    }

    private void checkChain() {
        Sha256Hash genesis = genesis(node);
        if (!store.genesis().equals(genesis)) {
            throw new StoreException.WrongChain(
                    "the store's chain begins with " + store.genesis() + ", the node's with " + genesis);
        }
    }

    /** Watches an address. */
    public void watch(Address address, Birth birth, String label) {
        watch(List.of(Scripts.of(address)), birth, label);
    }

    /** Watches what a descriptor stands for at the places {@code from} to {@code to} − 1, on all its branches. */
    public void watch(Descriptor descriptor, int from, int to, Birth birth, String label) {
        List<ByteString> scripts = new ArrayList<>();
        for (int branch = 0; branch < descriptor.branches(); branch++) {
            for (int index = from; index < to; index++) {
                scripts.add(descriptor.at(branch, index).scriptPubKey());
            }
        }
        watch(scripts, birth, label);
    }

    /**
     * Watches output scripts, durably once this returns. Of one that is watched already the label stays, and an earlier
     * birth than it had makes the watcher look again.
     *
     * @param label whatever the application finds them by again, see {@link #watched}
     */
    public synchronized void watch(List<ByteString> scripts, Birth birth, String label) {
        int height = height(birth);
        store.register(scripts.stream()
                .map(script -> new NewScript(script, height, label))
                .toList());
        tracker().watch(scripts);
        doorbell.ring(Hint.CHAIN);
    }

    private int height(Birth birth) {
        if (birth instanceof Birth.AtHeight at) {
            return at.height();
        }
        return birth instanceof Birth.AtTime at
                ? BirthHeight.of(node, at.time())
                : tracker().cursor().height() + 1;
    }

    /** How this script is watched, if it is. */
    public Optional<WatchedScript> watched(ByteString scriptPubKey) {
        return store.script(scriptPubKey);
    }

    /** The deposits as of the last poll. */
    public synchronized Ledger ledger() {
        return tracker().ledger();
    }

    /**
     * Takes the next step: some blocks of the chain, else a look at the mempool and some old blocks for scripts that
     * came late. What it found is stored when it returns. A poll that failed may be repeated as it is.
     *
     * @throws RpcException if the node cannot be asked, or its answers do not fit together
     * @throws FollowException if it takes a person to go on
     * @throws StoreException if the store takes nothing; what it had taken before the next poll goes on from
     */
    public synchronized WatchStatus poll() {
        try {
            return poll(tracker());
        } catch (StoreException uncertain) {
            forget();
            health.failed(uncertain);
            throw uncertain;
        } catch (RuntimeException failure) {
            health.failed(failure);
            throw failure;
        }
    }

    private WatchStatus poll(Tracker tracking) {
        TipUpdate update = tracking.followChain();
        health.moved(update);
        WatchStatus status = look(tracking, update);
        health.polled(status, update.node());
        return status;
    }

    /** At all that is to be known beside the chain. */
    private WatchStatus look(Tracker tracking, TipUpdate update) {
        ChainInfo tip = update.node();
        if (update instanceof TipUpdate.NodeBehind) {
            return new WatchStatus.NodeBehind(tracking.cursor(), tip);
        }
        if (!tip.bestBlock().equals(tracking.cursor().hash())) {
            return catchingUp(tracking, tip);
        }
        Optional<Integer> unread = tracking.followMempool();
        if (unread.isEmpty()) {
            return catchingUp(tracking, tip);
        }
        try {
            Optional<Integer> old = tracking.backfill();
            if (old.isPresent()) {
                return new WatchStatus.Backfilling(tracking.cursor(), old.get());
            }
        } catch (FollowException.Pruned gap) {
            // One script's past must not keep all others from the present.
            return new WatchStatus.OldBlocksPruned(tracking.cursor(), gap.lowest(), gap.highest());
        }
        if (unread.get() > 0) {
            return new WatchStatus.ReadingMempool(tracking.cursor(), unread.get());
        }
        NodeStatus status = NodeStatus.of(tip, clock.instant(), STALE_AFTER);
        return status instanceof NodeStatus.Current current
                ? new WatchStatus.Current(tracking.cursor(), current)
                : new WatchStatus.NodeNotCurrent(tracking.cursor(), status);
    }

    private WatchStatus catchingUp(Tracker tracking, ChainInfo tip) {
        return new WatchStatus.CatchingUp(tracking.cursor(), meter.at(tracking.cursor(), tip));
    }

    /** How it is, from any thread and without waiting for a poll. */
    public WatcherHealth health() {
        return health.health();
    }

    /** What was done since it was opened. */
    HealthRecord.Counts counts() {
        return health.counts();
    }

    /** Polls until there is no more to do, and tells where that is. */
    public WatchStatus catchUp() {
        WatchStatus status = poll();
        while (status.isWorking()) {
            status = poll();
        }
        return status;
    }

    /**
     * Gives a consumer the events that it has not acknowledged, in order. They are acknowledged as the handler returns;
     * one that throws stops the delivery and gets its event again.
     *
     * @param consumer a name that stays the same across restarts; a new one gets everything from the oldest event kept
     * @return how many
     */
    public int deliver(String consumer, Consumer<DepositEvent> handler) {
        long after = store.subscribe(consumer);
        int delivered = 0;
        List<DepositEvent> events = store.events(after, EVENTS_AT_ONCE);
        while (!events.isEmpty()) {
            for (DepositEvent event : events) {
                try {
                    handler.accept(event);
                } catch (RuntimeException | Error failure) {
                    store.acknowledge(consumer, after);
                    throw failure;
                }
                after = event.sequence();
                delivered++;
            }
            store.acknowledge(consumer, after);
            events = store.events(after, EVENTS_AT_ONCE);
        }
        return delivered;
    }

    /** Deletes the events that every consumer has acknowledged; returns how many. */
    public int trim() {
        return store.trim();
    }

    /**
     * Polls and delivers until this thread is interrupted. What can pass by itself, such as a node that does not answer
     * or a full disk, is told to the listener and waited out.
     *
     * @param consumer as for {@link #deliver}
     * @throws FollowException if it takes a person to go on
     * @throws StoreException if it takes a person to go on
     */
    public void follow(String consumer, WatchListener listener) throws InterruptedException {
        while (!Thread.interrupted()) {
            Optional<WatchStatus> status = Optional.empty();
            try {
                status = Optional.of(poll());
            } catch (RpcException | StoreException.DiskFull | StoreException.Locked | StoreException.Failed trouble) {
                tell(listener, trouble);
            }
            status.ifPresent(listener::onStatus);
            try {
                deliver(consumer, listener::onEvent);
            } catch (StoreException.DiskFull | StoreException.Locked | StoreException.Failed trouble) {
                health.failed(trouble);
                tell(listener, trouble);
            }
            if (status.filter(WatchStatus::isWorking).isEmpty()) {
                doorbell.await(SILENCE);
            }
        }
        throw new InterruptedException("following was interrupted");
    }

    private void tell(WatchListener listener, RuntimeException trouble) {
        LOG.warn("will be tried again: {}", trouble.getMessage());
        listener.onTrouble(trouble);
    }

    /** What ends {@link #follow}'s waits early. */
    public Doorbell doorbell() {
        return doorbell;
    }

    private Tracker tracker() {
        Tracker known = tracker;
        if (known == null) {
            known = Tracker.load(node, store, readingAhead);
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

    /** Ends the threads and closes the store. */
    @Override
    public synchronized void close() {
        forget();
        store.close();
    }
}
