package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.util.Optional;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that polls, delivers and waits for the doorbell. What can pass by itself is told and waited out.
 *
 * @param silence polls are at most this far apart, hints or not
 */
record Following(Watcher watcher, String consumer, WatchListener listener, Duration silence) {
    static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    void run() throws InterruptedException {
        boolean standingBy = false;
        while (!Thread.interrupted()) {
            Optional<WatchStatus> status = poll();
            standingBy = status.map(WatchStatus.StandingBy.class::isInstance).orElse(standingBy);
            status.ifPresent(listener::onStatus);
            if (!standingBy) {
                deliver();
            }
            if (status.filter(WatchStatus::isWorking).isEmpty()) {
                watcher.doorbell().await(silence);
            }
        }
        throw new InterruptedException("following was interrupted");
    }

    private Optional<WatchStatus> poll() {
        try {
            return Optional.of(watcher.poll());
        } catch (RpcException trouble) {
            tell(trouble);
        } catch (StoreException trouble) {
            tellIfItCanPass(trouble);
        }
        return Optional.empty();
    }

    private void deliver() {
        try {
            watcher.deliver(consumer, listener::onEvent);
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
