package org.escrowkit.regtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.watch.WatchListener;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;

/** A watcher that follows on a thread of its own, and what it told. */
final class FollowThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Watcher watcher;
    private final Thread thread = new Thread(this::follow, "escrowkit-follow");
    private final List<DepositEvent> events = new ArrayList<>();
    private int troubles;
    private @Nullable WatchStatus status;
    private @Nullable RuntimeException end;

    private final WatchListener listener = new WatchListener() {
        @Override
        public void onEvent(DepositEvent event) {
            told(() -> events.add(event));
        }

        @Override
        public void onStatus(WatchStatus now) {
            told(() -> status = now);
        }

        @Override
        public void onTrouble(RuntimeException trouble) {
            told(() -> troubles++);
        }
    };

    /** @param watcher closed with this */
    FollowThread(Watcher watcher) {
        this.watcher = watcher;
        thread.start();
    }

    private synchronized void told(Runnable change) {
        change.run();
        notifyAll();
    }

    private void follow() {
        try {
            watcher.follow("follower", listener);
        } catch (InterruptedException wanted) {
            told(() -> {});
        } catch (RuntimeException failure) {
            told(() -> end = failure);
        }
    }

    synchronized void awaitTip(Sha256Hash tip) throws InterruptedException {
        await("at " + tip, () -> {
            WatchStatus now = status;
            return now != null && !now.isWorking() && now.cursor().hash().equals(tip);
        });
    }

    /** Waits until a change of this kind was told of a transaction. */
    synchronized void await(Class<? extends DepositChange> kind, Sha256Hash txid) throws InterruptedException {
        await(
                kind.getSimpleName() + " " + txid,
                () -> events.stream()
                        .map(DepositEvent::change)
                        .anyMatch(change -> kind.isInstance(change)
                                && change.deposit().outpoint().txid().equals(txid)));
    }

    /** Waits for this many failed polls more. */
    synchronized void awaitTroubles(int more) throws InterruptedException {
        int least = troubles + more;
        await(least + " troubles", () -> troubles >= least);
    }

    private synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (end != null) {
                throw new IllegalStateException("following ended", end);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("not in a minute: " + what + "; " + status + ", " + events);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** Ends the thread, takes delivery of what is left, and returns all in its order. */
    List<DepositEvent> stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        watcher.deliver("follower", events::add);
        return events;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watcher.close();
    }
}
