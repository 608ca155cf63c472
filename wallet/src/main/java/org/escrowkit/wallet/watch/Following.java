package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that polls, works and waits for the doorbell. What can pass by itself is told and waited out.
 *
 * <p>A node on another chain is waited for without end, as is one that is down: nothing it says is used, and the right
 * one may stand in its place tomorrow. That the blocks which come next are pruned, or that a reorg is too deep, a sound
 * node says only where it takes a person; but one that starts up, or a door to several nodes, may say it in passing.
 */
final class Following {
    static final Duration SILENCE = Duration.ofSeconds(2);

    /** A node restarts within a minute or two, but for the largest. */
    static final Duration PATIENCE = HealthRecord.PATIENCE;

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Watcher watcher;
    private final Runnable work;
    private final FollowListener listener;
    private final Duration silence;
    private final Duration patience;

    /** When the node first said what takes a person, if nothing else was known since. */
    private OptionalLong heldSince = OptionalLong.empty();

    /**
     * @param work after each poll, unless on stand-by
     * @param silence polls are at most this far apart, hints or not
     * @param patience with a node that says what takes a person
     */
    Following(Watcher watcher, Runnable work, FollowListener listener, Duration silence, Duration patience) {
        this.watcher = watcher;
        this.work = work;
        this.listener = listener;
        this.silence = silence;
        this.patience = patience;
    }

    void run() throws InterruptedException {
        boolean standingBy = false;
        while (!Thread.interrupted()) {
            Optional<WatchStatus> status = poll();
            standingBy = status.map(WatchStatus.StandingBy.class::isInstance).orElse(standingBy);
            status.ifPresent(listener::onStatus);
            if (!standingBy) {
                work();
            }
            if (status.filter(WatchStatus::isWorking).isEmpty()) {
                watcher.doorbell().await(silence);
            }
        }
        throw new InterruptedException("following was interrupted");
    }

    private Optional<WatchStatus> poll() {
        try {
            WatchStatus status = watcher.poll();
            heldSince = OptionalLong.empty();
            return Optional.of(status);
        } catch (RpcException | WrongChainException trouble) {
            tell(trouble);
        } catch (FollowException held) {
            hold(held);
        } catch (StoreException trouble) {
            tellIfItCanPass(trouble);
        }
        return Optional.empty();
    }

    private void hold(FollowException held) {
        long now = System.nanoTime();
        if (heldSince.isPresent() && now - heldSince.getAsLong() > patience.toNanos()) {
            throw held;
        }
        heldSince = OptionalLong.of(heldSince.orElse(now));
        tell(held);
    }

    private void work() {
        try {
            work.run();
        } catch (RpcException trouble) {
            tell(trouble);
        } catch (StoreException trouble) {
            tellIfItCanPass(trouble);
        }
    }

    private void tellIfItCanPass(StoreException trouble) {
        if (!trouble.canPass()) {
            throw trouble;
        }
        tell(trouble);
    }

    private void tell(RuntimeException trouble) {
        LOG.warn("will be tried again: {}", trouble.getMessage());
        listener.onTrouble(trouble);
    }
}
