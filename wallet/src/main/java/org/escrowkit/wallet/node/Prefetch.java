package org.escrowkit.wallet.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;

/**
 * Reads the blocks that will be asked for next while the caller is busy with those before them. Only bytes that it got
 * count: what it failed to read, or the node did not have then, is asked for again by the one who needs it. For a
 * single thread beside the one of its own, which ends by itself when there is nothing to read.
 */
final class Prefetch implements AutoCloseable {
    /** Of at most 4 MB each, so 32 MB. */
    static final int MOST = 8;

    private static final int IDLE_SECONDS = 10;

    private final BitcoinNode node;
    private final Executor executor;
    private final Runnable end;
    private final Map<Sha256Hash, FutureTask<Optional<byte[]>>> ahead = new HashMap<>();

    private Prefetch(BitcoinNode node, Executor executor, Runnable end) {
        this.node = node;
        this.executor = executor;
        this.end = end;
    }

    /** With a background thread that starts at need. */
    static Prefetch of(BitcoinNode node) {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread named = new Thread(task, "escrowkit-prefetch");
                    named.setDaemon(true);
                    return named;
                });
        thread.allowCoreThreadTimeOut(true);
        return new Prefetch(node, thread, thread::shutdownNow);
    }

    static Prefetch on(Executor executor, BitcoinNode node) {
        return new Prefetch(node, executor, () -> {});
    }

    /** Begins to read the first few of these; what else was read or waits to be is dropped. */
    private void expect(List<Sha256Hash> next) {
        List<Sha256Hash> wanted = next.subList(0, Math.min(MOST, next.size()));
        for (Sha256Hash dropped : new HashSet<>(ahead.keySet())) {
            if (!wanted.contains(dropped)) {
                cancel(dropped);
            }
        }
        for (Sha256Hash hash : wanted) {
            if (!ahead.containsKey(hash)) {
                FutureTask<Optional<byte[]>> task = new FutureTask<>(() -> node.block(hash));
                ahead.put(hash, task);
                executor.execute(task);
            }
        }
    }

    private void cancel(Sha256Hash hash) {
        FutureTask<Optional<byte[]>> task = ahead.remove(hash);
        if (task != null) {
            task.cancel(false);
        }
    }

    /** The block, read ahead or now; from now on the first few of those that come next are read. */
    Optional<byte[]> take(Sha256Hash hash, List<Sha256Hash> next) {
        FutureTask<Optional<byte[]>> task = ahead.remove(hash);
        expect(next);
        if (task != null) {
            Optional<byte[]> read = awaited(task);
            if (read.isPresent()) {
                return read;
            }
        }
        return node.block(hash);
    }

    private static Optional<byte[]> awaited(FutureTask<Optional<byte[]>> task) {
        try {
            // Does nothing if it was begun: else two read at once, rather than one waiting for the other.
            task.run();
            return task.get();
        } catch (ExecutionException | CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcException.Unavailable("getblock", "interrupted", e);
        }
    }

    /** Ends the thread, in the middle of a block if need be. */
    @Override
    public void close() {
        List.copyOf(ahead.keySet()).forEach(this::cancel);
        end.run();
    }
}
