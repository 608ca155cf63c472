package org.escrowkit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.TipUpdate;

/**
 * A month of blocks from a regtest node: by the follower, which checks links, work and hashes, and by nothing but a
 * loop over the same files of the node's REST interface with the same HTTP client, which is told the hashes. Both read
 * the same bytes; neither does anything with them.
 */
final class CatchUpBenchmark {
    private static final int ROUNDS = 5;
    private static final int TRANSACTIONS = 3;
    private static final int MATURITY = 100;
    private static final Coin FEE = Coin.valueOf(300);

    /** OP_TRUE: anyone may spend, so no wallet slows the making of the blocks down. */
    private static final ByteString ANYONE = ByteString.ofHex("51");

    private static final ByteString SCRIPT = Scripts.p2wsh(ANYONE);
    private static final String ADDRESS =
            Scripts.segwitAddress(SCRIPT, BitcoinNetwork.REGTEST).orElseThrow().toString();

    private CatchUpBenchmark() {}

    static void run(int blocks) {
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            System.out.println(regtest.description());
            JsonRpcNode node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
            Sha256Hash start = prepare(regtest, node, blocks);
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
            List<URI> files = new ArrayList<>();
            follow(node, start, files, regtest.rpcEndpoint());
            List<Run> bare = new ArrayList<>();
            List<Run> ours = new ArrayList<>();
            for (int round = 0; round <= ROUNDS; round++) {
                Run download = timed(() -> download(http, files));
                Run catchUp = timed(() -> follow(node, start, new ArrayList<>(), regtest.rpcEndpoint()));
                if (download.bytes() != catchUp.bytes()) {
                    throw new IllegalStateException("not the same blocks");
                }
                // The first round only warms up.
                if (round > 0) {
                    bare.add(download);
                    ours.add(catchUp);
                }
            }
            print("bare download", bare, files.size());
            print("follower", ours, files.size());
            System.out.printf(
                    Locale.ROOT,
                    "The follower runs at %.0f %% of the bare speed (medians of %d rounds).%n",
                    100.0 * median(bare).toNanos() / median(ours).toNanos(),
                    ROUNDS);
        }
    }

    /** Mines the blocks, each with a few transactions in a chain; the block below them. */
    private static Sha256Hash prepare(RegtestNode regtest, JsonRpcNode node, int blocks) {
        regtest.rpc().call("generatetoaddress", MATURITY + 1, ADDRESS);
        Sha256Hash start = node.chainInfo().bestBlock();
        Transaction last = Block.parse(
                        node.block(node.blockHash(1).orElseThrow()).orElseThrow())
                .transactions()
                .get(0);
        for (int i = 0; i < blocks; i++) {
            List<Object> raw = new ArrayList<>();
            for (int j = 0; j < TRANSACTIONS; j++) {
                last = spend(last);
                raw.add(HexFormat.of().formatHex(last.serialize()));
            }
            regtest.rpc().call("generateblock", ADDRESS, raw);
        }
        return start;
    }

    private static Transaction spend(Transaction source) {
        TransactionInput input = TransactionInput.unsigned(
                        new Outpoint(source.txid(), 0), TransactionInput.SEQUENCE_FINAL)
                .withWitness(List.of(ANYONE));
        Coin value = source.outputs().get(0).value().subtract(FEE);
        return new Transaction(2, List.of(input), List.of(new TransactionOutput(value, SCRIPT)), 0);
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

    private static void print(String name, List<Run> runs, int blocks) {
        Duration median = median(runs);
        System.out.printf(
                Locale.ROOT,
                "%-14s %,d blocks, %,d bytes: median %.2f s (%,.0f blocks/s), worst %.2f s%n",
                name,
                blocks,
                runs.get(0).bytes(),
                median.toMillis() / 1e3,
                blocks / (median.toNanos() / 1e9),
                sorted(runs)[runs.size() - 1].toMillis() / 1e3);
    }
}
