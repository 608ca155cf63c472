package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.Notification;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service on a bitcoind whose chain moves, with loans that come and go for as long as it is told: all that are to end
 * do, every balance is right, and its heap, threads and file handles do not grow but by what is known for good.
 */
@Timeout(15_000)
class ServiceSoakOnProcessIT extends OnNode {
    /** An hour: {@code -Descrowkit.soak.service=PT1H}. */
    private static final Duration LENGTH = Duration.parse(System.getProperty("escrowkit.soak.service", "PT30S"));

    private static final long SEED = Long.getLong("escrowkit.seed", 30_000);
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(Math.max(3, LENGTH.toSeconds() / 30));

    /**
     * What remains of a loan: addresses and deposits, which the watcher knows for good, and what three parties of this
     * process remember to have signed.
     */
    private static final long BYTES_OF_A_LOAN = 6_000;

    /** What the heap may be up and down beside that. */
    private static final long SLACK = 6_000_000;

    /** Threads and handles that come and go: of HTTP connections and collections. */
    private static final int FEW = 16;

    private static final int MOST_MOVES_TO_END = 200;
    private static final String SUBSCRIBER = "books";

    /** @param heap in bytes, after a collection */
    private record Sample(long seconds, int opened, int ended, long heap, int threads, long handles, long store) {
        long allowed(Sample first) {
            return first.heap + SLACK + (long) (opened - first.opened) * BYTES_OF_A_LOAN;
        }
    }

    @TempDir
    private Path directory;

    private final Map<LoanId, Notification> heard = new HashMap<>();
    private long notifications;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    /**
     * And at its end the service holds no more than a new one that opens what it has stored: nothing is left of what is
     * over but what the watcher knows for good.
     */
    @Test
    void loansComeAndGoInAHeapThatGrowsByWhatIsKnownForGoodAlone() throws IOException {
        long withOld;
        try (EscrowService old = soak()) {
            assertEquals(0, old.health().loans().live());
            withOld = heap();
        }
        long without = heap();
        long withNew = openAgain();
        System.out.printf(
                Locale.ROOT,
                "service after %d s: %.1f MB, a new one on the same store: %.1f MB%n",
                LENGTH.toSeconds(),
                (withOld - without) / 1e6,
                (withNew - without) / 1e6);
        assertTrue(withOld - withNew <= SLACK, () -> withOld + " and " + withNew + " without it " + without);
    }

    /** Returns the service alone: the parties and what drove the loans are forgotten. */
    private EscrowService soak() throws IOException {
        LoanChurn churn = new LoanChurn(node(), open(), SEED);
        churn.service().subscribe(SUBSCRIBER);
        List<Sample> samples = new ArrayList<>();
        soak(churn, samples);
        toTheEnd(churn);
        samples.add(sample(churn, LENGTH.toSeconds()));
        System.out.printf(
                "%d loans opened, ended %s; %d reorgs, %d notifications, seed %d%n",
                churn.opened(), churn.ends(), churn.reorgs(), notifications, SEED);
        judge(samples);
        return churn.service();
    }

    private EscrowStore open() {
        return SqliteStore.open(directory.resolve("soak.db"), Chain.REGTEST.genesis());
    }

    private void soak(LoanChurn churn, List<Sample> samples) throws IOException {
        System.out.println("| second | opened | ended | heap after GC, MB | threads | handles | store, MB |\n"
                + "|---|---|---|---|---|---|---|");
        long start = System.nanoTime();
        long nextSample = start + LENGTH.dividedBy(4).toNanos();
        while (System.nanoTime() - start < LENGTH.toNanos()) {
            move(churn, false);
            if (System.nanoTime() >= nextSample) {
                samples.add(sample(churn, (System.nanoTime() - start) / 1_000_000_000));
                nextSample = System.nanoTime() + BETWEEN_SAMPLES.toNanos();
            }
        }
    }

    private void move(LoanChurn churn, boolean last) {
        churn.move(last);
        notifications += churn.service().deliver(SUBSCRIBER, this::hear);
        heard.keySet().removeIf(id -> !churn.isUnderWay(id));
    }

    /** For each loan in order, and none twice, as nothing dies here. */
    private void hear(Notification told) {
        Notification before = heard.put(told.loan(), told);
        boolean isLater = before == null
                || told.version() > before.version()
                || (told.version() == before.version() && told.place() > before.place());
        assertTrue(isLater, () -> "seed " + SEED + ": " + told + " after " + before);
    }

    /** Nobody quarrels any more, and every loan comes to its end. */
    private void toTheEnd(LoanChurn churn) {
        for (int left = MOST_MOVES_TO_END; churn.underWay() > 0; left--) {
            assertTrue(left > 0, () -> "seed " + SEED + ": " + churn);
            move(churn, true);
        }
        assertEquals(Map.of(), churn.service().health().loans().troubles());
        assertEquals(
                churn.opened(), churn.ends().values().stream().mapToInt(i -> i).sum());
    }

    private Sample sample(LoanChurn churn, long seconds) throws IOException {
        int ended = churn.ends().values().stream().mapToInt(i -> i).sum();
        Sample taken = new Sample(
                seconds,
                churn.opened(),
                ended,
                heap(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                handles(),
                Files.size(directory.resolve("soak.db")));
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d | %.1f | %d | %d | %.1f |%n",
                seconds,
                taken.opened,
                taken.ended,
                taken.heap / 1e6,
                taken.threads,
                taken.handles,
                taken.store / 1e6);
        return taken;
    }

    private static long handles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static void judge(List<Sample> samples) {
        assertTrue(samples.size() >= 3, () -> "only " + samples);
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        System.out.printf("%d bytes a loan%n", (last.heap - first.heap) / Math.max(1, last.opened - first.opened));
        for (Sample sample : samples) {
            assertTrue(sample.heap <= sample.allowed(first), () -> "seed " + SEED + ": " + first + ", " + sample);
            assertTrue(sample.threads <= first.threads + FEW, () -> "seed " + SEED + ": " + first + ", " + sample);
            assertTrue(sample.handles <= first.handles + FEW, () -> "seed " + SEED + ": " + first + ", " + sample);
        }
    }

    private long openAgain() {
        try (EscrowService service =
                EscrowService.on(JsonRpcNode.connect(node().rpc(), Chain.REGTEST), open(), InstantSource.system())) {
            service.poll();
            return heap();
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
}
