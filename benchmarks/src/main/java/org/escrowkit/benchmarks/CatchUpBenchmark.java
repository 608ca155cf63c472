package org.escrowkit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;

/**
 * A month of blocks from a regtest node: by the follower, which checks links, work and hashes; by a watcher of 100,000
 * scripts, which also checks Merkle roots, scans, and stores where it is; and by nothing but a loop over the same files
 * of the node's REST interface with the same HTTP client, which is told the hashes. All read the same bytes.
 */
final class CatchUpBenchmark {
    private static final int ROUNDS = 5;
    private static final int TRANSACTIONS = 3;
    private static final int MATURITY = 100;
    private static final int WATCHED = 100_000;
    private static final long SEED = 4;

    private CatchUpBenchmark() {}

    static void run(int blocks) {
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            System.out.println(regtest.description());
            ScratchFiles.use(directory -> run(regtest, blocks, directory));
        }
    }

    private static void run(RegtestNode regtest, int blocks, Path directory) {
        JsonRpcNode node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
        Path store = directory.resolve("at-start.db");
        Sha256Hash start = prepare(regtest, node, blocks, store);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        List<URI> files = new ArrayList<>();
        follow(node, start, files, regtest.rpcEndpoint());
        List<Run> bare = new ArrayList<>();
        List<Run> follower = new ArrayList<>();
        List<Run> watcher = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            Path copy = directory.resolve("round-" + round + ".db");
            Run download = timed(() -> download(http, files));
            Run followed = timed(() -> follow(node, start, new ArrayList<>(), regtest.rpcEndpoint()));
            copy(store, copy);
            Run watched = watch(node, copy, followed.bytes());
            if (download.bytes() != followed.bytes()) {
                throw new IllegalStateException("not the same blocks");
            }
            // The first round only warms up.
            if (round > 0) {
                bare.add(download);
                follower.add(followed);
                watcher.add(watched);
            }
        }
        print("bare download", bare, bare, files.size());
        print("follower", follower, bare, files.size());
        print("watcher", watcher, bare, files.size());
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From where the store is open: how long that takes is another question. */
    private static Run watch(JsonRpcNode node, Path store, long bytes) {
        try (Watcher watcher = Watcher.open(node, store)) {
            Run run = timed(() -> {
                watcher.catchUp();
                return bytes;
            });
            if (!watcher.poll().cursor().hash().equals(node.chainInfo().bestBlock())) {
                throw new IllegalStateException("not at the tip");
            }
            return run;
        }
    }

    /** Mines the blocks, each with a few transactions in a chain; a watcher's store, and the hash, of the one below. */
    private static Sha256Hash prepare(RegtestNode regtest, JsonRpcNode node, int blocks, Path store) {
        regtest.rpc().call("generatetoaddress", MATURITY + 1, AnyoneCoins.ADDRESS);
        try (Watcher watcher = Watcher.open(node, store)) {
            Random random = new Random(SEED);
            List<ByteString> scripts = IntStream.range(0, WATCHED)
                    .mapToObj(i -> ScanBlocks.p2wsh(random))
                    .toList();
            watcher.watch(scripts, Birth.now(), "loan");
        }
        Sha256Hash start = node.chainInfo().bestBlock();
        Transaction last = AnyoneCoins.coinbase(node, 1);
        for (int i = 0; i < blocks; i++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int j = 0; j < TRANSACTIONS; j++) {
                last = AnyoneCoins.move(last);
                transactions.add(last);
            }
            AnyoneCoins.mine(regtest, transactions);
        }
        return start;
    }

    private static long follow(JsonRpcNode node, Sha256Hash start, List<URI> files, URI endpoint) {
        long bytes = 0;
        try (ChainFollower follower = ChainFollower.startingAt(node, start)) {
            while (follower.poll() instanceof TipUpdate.Extended update) {
                for (ChainBlock block : update.connected()) {
                    bytes += block.bytes().length;
                    files.add(endpoint.resolve("/rest/block/" + block.hash() + ".bin"));
                }
                follower.commit(update);
            }
        }
        return bytes;
    }

    private static long download(HttpClient http, List<URI> files) {
        long bytes = 0;
        try {
            for (URI file : files) {
                HttpRequest request = HttpRequest.newBuilder(file).GET().build();
                bytes += http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body()
                        .length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return bytes;
    }

    private record Run(long bytes, Duration time) {}

    private static Run timed(LongSupplier work) {
        long started = System.nanoTime();
        long bytes = work.getAsLong();
        return new Run(bytes, Duration.ofNanos(System.nanoTime() - started));
    }

    private static Duration median(List<Run> runs) {
        return sorted(runs)[runs.size() / 2];
    }

    private static Duration[] sorted(List<Run> runs) {
        Duration[] times = runs.stream().map(Run::time).toArray(Duration[]::new);
        Arrays.sort(times);
        return times;
    }

    private static void print(String name, List<Run> runs, List<Run> bare, int blocks) {
        Duration median = median(runs);
        System.out.printf(
                Locale.ROOT,
                "%-14s %,d blocks, %,d bytes: median %.2f s (%,.0f blocks/s), worst %.2f s, at %.0f %% of the bare speed%n",
                name,
                blocks,
                runs.get(0).bytes(),
                median.toMillis() / 1e3,
                blocks / (median.toNanos() / 1e9),
                sorted(runs)[runs.size() - 1].toMillis() / 1e3,
                100.0 * median(bare).toNanos() / median.toNanos());
    }
}
