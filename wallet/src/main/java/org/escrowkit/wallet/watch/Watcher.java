package org.escrowkit.wallet.watch;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.vault.Descriptor;
import org.escrowkit.wallet.node.AgreeingNode;
import org.escrowkit.wallet.node.BirthHeight;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.Doorbell;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.NewScript;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.WatchedScript;

/**
 * Watches scripts on the node's chain and keeps what it finds in a store. Guarantees, whatever crashes:
 *
 * <ul>
 *   <li>every deposit in the best chain is recorded once for each block that holds it, and none stays confirmed that
 *       the best chain does not hold, up to the block that {@link #poll} names;
 *   <li>every change is delivered at least once, in order, and each time with the same id.
 * </ul>
 *
 * <p>Of several watchers that share a store, one follows the chain and the others stand by. All of them register and
 * deliver.
 *
 * <p>It knows nothing of loans. What it says of the mempool is advice. Its methods may be called from any thread and
 * wait for each other, {@link #poll} for the node too.
 */
public final class Watcher implements AutoCloseable {
    private final BitcoinNode node;
    private final EscrowStore store;
    private final Duty duty;
    private final Doorbell doorbell = new Doorbell();
    private final EventDelivery delivery;
    private final HealthRecord health;

    private Watcher(BitcoinNode node, EscrowStore store, InstantSource clock, Optional<Executor> readingAhead) {
        this.node = node;
        this.store = store;
        this.delivery = new EventDelivery(store);
        this.health = new HealthRecord(
                clock,
                Poller.STALE_AFTER,
                () -> doorbell.sinceHeard().map(age -> clock.instant().minus(age)),
                () -> node instanceof AgreeingNode several ? several.agreement() : Optional.empty());
        this.duty = new Duty(node, store, readingAhead, new Poller(clock, health), health);
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
        return open(node, store, InstantSource.system(), Optional.empty());
    }

    /** @param readingAhead runs what reads blocks ahead; empty for threads of the watcher's own */
    static Watcher open(BitcoinNode node, EscrowStore store, InstantSource clock, Optional<Executor> readingAhead) {
        Watcher watcher = new Watcher(node, store, clock, readingAhead);
        watcher.checkChain();
        watcher.duty.begin();
        return watcher;
    }

    /** The hash of the first block of the chain that a node follows, for which a store is made. */
    public static Sha256Hash genesis(BitcoinNode node) {
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
        duty.pickUp();
        doorbell.ring(Hint.CHAIN);
    }

    private int height(Birth birth) {
        if (birth instanceof Birth.AtHeight at) {
            return at.height();
        }
        return birth instanceof Birth.AtTime at
                ? BirthHeight.of(node, at.time())
                : store.head().cursor().orElseGet(duty::cursor).height() + 1;
    }

    /** How this script is watched, if it is. */
    public Optional<WatchedScript> watched(ByteString scriptPubKey) {
        return store.script(scriptPubKey);
    }

    /** The deposits as of the last poll; on stand-by as of the leader's. */
    public synchronized Ledger ledger() {
        return duty.ledger();
    }

    /**
     * Takes the next step, unless another process leads: some blocks of the chain, else a look at the mempool and some
     * old blocks for scripts that came late. What it found is stored when it returns. A poll that failed may be
     * repeated as it is.
     *
     * @throws RpcException if the node cannot be asked, or its answers do not fit together
     * @throws FollowException if it takes a person to go on
     * @throws StoreException if the store takes nothing; what it had taken before the next poll goes on from
     */
    public synchronized WatchStatus poll() {
        return duty.poll();
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
        return delivered(() -> delivery.deliver(consumer, handler));
    }

    /**
     * The same for one of several that share a consumer's events among them: each has all events of some scripts, in
     * order. Each part is for one process at a time; of which one, and when, the application decides.
     *
     * @param part from 0 on
     * @param of always the same for a consumer; to change it, let all parts come to the end, and forget them by
     *     {@link #unsubscribe}
     */
    public int deliver(String consumer, int part, int of, Consumer<DepositEvent> handler) {
        return delivered(() -> delivery.deliver(consumer, part, of, handler));
    }

    private int delivered(IntSupplier delivering) {
        try {
            return delivering.getAsInt();
        } catch (StoreException failure) {
            health.failed(failure);
            throw failure;
        }
    }

    /** Forgets a consumer and all its parts: events are not kept for it any more. */
    public void unsubscribe(String consumer, int of) {
        delivery.unsubscribe(consumer, of);
    }

    /** Deletes the events that every consumer has acknowledged; returns how many. */
    public int trim() {
        return store.trim();
    }

    /**
     * Polls and delivers until this thread is interrupted; on stand-by the leader delivers. What can pass is told to
     * the listener and waited out: a full disk, or a node that does not answer or is on another chain. What a node can
     * say by mistake, such as that the blocks that come next are pruned, is waited out, too, for five minutes.
     *
     * @param consumer as for {@link #deliver}
     * @throws FollowException if it takes a person to go on: the node has said nothing else for so long
     * @throws StoreException if it takes a person to go on
     */
    public void follow(String consumer, WatchListener listener) throws InterruptedException {
        new Following(this, () -> deliver(consumer, listener::onEvent), listener, Following.SILENCE, Following.PATIENCE)
                .run();
    }

    /**
     * The same with other work than to deliver: after each poll, unless on stand-by. Work that fails by the node or by
     * the store is waited out as a poll is.
     */
    public void follow(Runnable work, FollowListener listener) throws InterruptedException {
        new Following(this, work, listener, Following.SILENCE, Following.PATIENCE).run();
    }

    /** What ends {@link #follow}'s waits early. */
    public Doorbell doorbell() {
        return doorbell;
    }

    /** Ends the threads and closes the store. */
    @Override
    public synchronized void close() {
        duty.close();
        store.close();
    }
}
