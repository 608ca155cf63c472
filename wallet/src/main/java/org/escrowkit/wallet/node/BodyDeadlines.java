package org.escrowkit.wallet.node;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends bodies that are still being read at their deadline, give or take a twentieth of a second. One look at all of
 * them now and then: a timer for each would wake a thread for each, which costs as much as reading a small block.
 */
final class BodyDeadlines {
    private static final long LOOK_MILLIS = 50;

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    /** Told apart by identity. */
    private static final class Open {
        private final CompletableFuture<byte[]> body;
        private final long deadline;

        Open(CompletableFuture<byte[]> body, long deadline) {
            this.body = body;
            this.deadline = deadline;
        }
    }

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    private static ScheduledThreadPoolExecutor clock() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "escrowkit-deadlines");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param at as {@link System#nanoTime}
     * @return the body, once it is no longer looked at
     */
    CompletableFuture<byte[]> add(CompletableFuture<byte[]> body, long at) {
        Open entry = new Open(body, at);
        open.add(entry);
        lookLater();
        return body.whenComplete((read, problem) -> open.remove(entry));
    }

    private void lookLater() {
        if (!open.isEmpty() && looking.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = CLOCK.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        long now = System.nanoTime();
        open.forEach(entry -> {
            if (entry.deadline - now <= 0) {
                entry.body.completeExceptionally(new TimeoutException());
            }
        });
        looking.set(false);
        lookLater();
    }
}
