package org.escrowkit.wallet;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.VaultAddresses;

/**
 * The output scripts of very many loans, derived on all cores (those of the common pool, or of the pool that calls). It
 * keeps one script of 34 bytes for each loan and nothing else.
 */
public final class BulkAddresses {
    /** Some tens of milliseconds of work: enough to be worth a task, little enough for a lively progress bar. */
    private static final int CHUNK = 1024;

    private BulkAddresses() {}

    /**
     * The scripts of the loans {@code from} (inclusive) to {@code to} (exclusive), in their order.
     *
     * @param progress told, from one thread at a time, how many are done: ever more, and all of them at the end. If it
     *     throws, the derivation stops and throws the same.
     */
    public static List<ByteString> scriptPubKeys(VaultAddresses addresses, int from, int to, IntConsumer progress) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("loans " + from + " to " + to + " are no range");
        }
        ByteString[] scripts = new ByteString[to - from];
        int chunks = (int) ((scripts.length + (CHUNK - 1L)) / CHUNK);
        Done done = new Done(progress);
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            int start = chunk * CHUNK;
            int end = (int) Math.min(scripts.length, start + (long) CHUNK);
            for (int i = start; i < end; i++) {
                scripts[i] = addresses.scriptPubKey(from + i);
            }
            done.add(end - start);
        });
        return List.copyOf(Arrays.asList(scripts));
    }

    private static final class Done {
        private final IntConsumer progress;
        private int count;

        Done(IntConsumer progress) {
            this.progress = progress;
        }

        synchronized void add(int more) {
            count += more;
            progress.accept(count);
        }
    }
}
