package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.ZmqHints;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.WatchedScript;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A watcher of 20,000 loans on a bitcoind whose chain churns for as long as it is told: its heap does not grow but with
 * the deposits that it knows, and what it says is right all along.
 */
@Timeout(15_000)
class SoakOnProcessIT extends OnNode {
    /** An hour: {@code -Descrowkit.soak=3600}. */
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("escrowkit.soak", 60));

    private static final long SEED = Long.getLong("escrowkit.seed", 20_000);
    private static final int LOANS = 20_000;

    /** Those that are paid; the others are there to be watched. */
    private static final int PAID = 200;

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(Math.max(5, LENGTH.toSeconds() / 20));

    /** What a deposit with its transaction and its places in the indexes may take: they are known for good. */
    private static final long BYTES_OF_A_DEPOSIT = 2_000;

    /** What the heap may be up and down beside that. */
    private static final long SLACK = 3_000_000;

    /**
     * @param heap in bytes, after a collection
     * @param deposits that the watcher knows, those that came to nothing and those that are spent included
     */
    private record Sample(long seconds, long heap, int transactions, int deposits) {
        long allowed(Sample first) {
            return first.heap + SLACK + (long) (deposits - first.deposits) * BYTES_OF_A_DEPOSIT;
        }
    }

    @TempDir
    private Path directory;

    private @Nullable RealScenarioNode real;
    private long events;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    private RealScenarioNode real() {
        return Objects.requireNonNull(real);
    }

    /**
     * And at its end the watcher holds no more than a new one that opens what it has stored: nothing is left of blocks,
     * reorgs and time but the deposits.
     */
    @Test
    void w15TwentyThousandLoansOnAChurningChainInAHeapThatGrowsByDepositsAlone() {
        List<ByteString> paid = Stream.generate(real()::script).limit(PAID).toList();
        FaultChurn churn = new FaultChurn(real(), paid, SEED);
        long withOld = soak(paid, churn);
        long without = heap();
        long withNew = openAgain();
        System.out.printf(
                "watcher after %d s: %.1f MB, a new one on the same store: %.1f MB%n",
                LENGTH.toSeconds(), (withOld - without) / 1e6, (withNew - without) / 1e6);
        assertTrue(withOld - withNew <= SLACK, () -> withOld + " and " + withNew + " without it " + without);
    }

    /** Returns the heap at its end, with the watcher in it. */
    private long soak(List<ByteString> paid, FaultChurn churn) {
        try (EscrowStore store = open();
                Watcher watcher = Watcher.open(JsonRpcNode.connect(node().rpc(), Chain.REGTEST), store);
                ZmqHints hints = ZmqHints.open(node().zmqEndpoint(), watcher.doorbell())) {
            watcher.watch(strangers(), Birth.now(), "loan");
            watcher.watch(paid, Birth.now(), "loan");
            List<WatchedScript> watched = paid.stream()
                    .map(script -> watcher.watched(script).orElseThrow())
                    .toList();
            List<Sample> samples = soak(watcher, store, watched, churn);
            report(samples, hints);
            Sample first = samples.get(0);
            for (Sample sample : samples) {
                assertTrue(sample.heap() <= sample.allowed(first), () -> "seed " + SEED + ": " + first + ", " + sample);
            }
            return heap();
        }
    }

    private EscrowStore open() {
        return SqliteStore.open(directory.resolve("soak.db"), Chain.REGTEST.genesis());
    }

    private long openAgain() {
        try (Watcher watcher = Watcher.open(JsonRpcNode.connect(node().rpc(), Chain.REGTEST), open())) {
            assertEquals(real().tip(), watcher.catchUp().cursor().hash());
            return heap();
        }
    }

    private static List<ByteString> strangers() {
        Random random = new Random(SEED);
        return Stream.generate(() -> Scripts.p2wsh(ByteString.of(ByteBuffer.allocate(Long.BYTES)
                        .putLong(random.nextLong())
                        .array())))
                .limit(LOANS - PAID)
                .toList();
    }

    private List<Sample> soak(Watcher watcher, EscrowStore store, List<WatchedScript> watched, FaultChurn churn) {
        List<Sample> samples = new ArrayList<>();
        System.out.println("| second | heap after GC, MB | transactions | deposits |\n|---|---|---|---|");
        long start = System.nanoTime();
        long nextSample = start + Math.min(BETWEEN_SAMPLES.toNanos(), LENGTH.toNanos() / 4);
        int moves = 0;
        while (System.nanoTime() - start < LENGTH.toNanos()) {
            churn.move();
            moves++;
            boolean sample = System.nanoTime() >= nextSample;
            look(watcher, watched, sample);
            if (sample) {
                churn.forget();
                Sample taken = new Sample(
                        (System.nanoTime() - start) / 1_000_000_000,
                        heap(),
                        churn.transactions(),
                        store.deposits().size());
                samples.add(taken);
                System.out.printf(
                        "| %d | %.1f | %d | %d |%n",
                        taken.seconds(), taken.heap() / 1e6, taken.transactions(), taken.deposits());
                nextSample = System.nanoTime() + BETWEEN_SAMPLES.toNanos();
            }
        }
        look(watcher, watched, true);
        churn.forget();
        System.out.println(moves + " moves, " + churn.reorgs() + " reorgs, " + churn.transactions()
                + " transactions, height " + real().height() + ", " + events + " events");
        assertTrue(samples.size() >= 3, () -> "only " + samples);
        return samples;
    }

    private void look(Watcher watcher, List<WatchedScript> watched, boolean audit) {
        Sha256Hash tip = real().tip();
        WatchStatus status = watcher.catchUp();
        assertEquals(tip, status.cursor().hash(), () -> "seed " + SEED + ": " + status);
        List<DepositEvent> told = new ArrayList<>();
        events += watcher.deliver("books", told::add);
        watcher.trim();
        if (audit) {
            real().audit(watcher.ledger(), watched, told);
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        // One collection leaves what waits to be finalized or unlinked.
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static void report(List<Sample> samples, ZmqHints hints) {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        System.out.printf(
                "%.0f bytes a deposit; %d hints, seed %d%n",
                (double) (last.heap() - first.heap()) / Math.max(1, last.deposits() - first.deposits()),
                hints.heard(),
                SEED);
    }
}
