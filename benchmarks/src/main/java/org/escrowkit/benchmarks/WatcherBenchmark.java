package org.escrowkit.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.AddressDescriptor;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;

/**
 * Unrelated P2WSH addresses, each paid once, ten thousand in one block: watched by us, and by a watch-only wallet of
 * the same node. Both files lie on the same disk.
 */
final class WatcherBenchmark {
    private static final int IN_A_BLOCK = 10_000;
    private static final int IMPORTED_AT_ONCE = 10_000;
    private static final int MATURITY = 100;
    private static final Coin EACH = Coin.valueOf(10_000);
    private static final long SEED = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final RegtestNode regtest;
    private final JsonRpcNode node;
    private final List<ByteString> scripts;

    private WatcherBenchmark(RegtestNode regtest, List<ByteString> scripts) {
        this.regtest = regtest;
        this.node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
        this.scripts = scripts;
        regtest.rpc().call("generatetoaddress", MATURITY + scripts.size() / IN_A_BLOCK + 1, AnyoneCoins.ADDRESS);
    }

    /** @param count how many addresses; each ten thousand of them make a block */
    static void run(int count) {
        Random random = new Random(SEED);
        List<ByteString> scripts = IntStream.range(0, count)
                .mapToObj(i -> ScanBlocks.p2wsh(random))
                .toList();
        System.out.printf(Locale.ROOT, "%,d addresses%n", count);
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            System.out.println(regtest.description());
            ScratchFiles.use(directory -> new WatcherBenchmark(regtest, scripts).ours(directory.resolve("watcher.db")));
        }
        // A node of its own: what a wallet watches slows every block down.
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            new WatcherBenchmark(regtest, scripts).core();
        }
    }

    private void ours(Path file) {
        int blocks = scripts.size() / IN_A_BLOCK;
        try (Watcher watcher = Watcher.open(node, file)) {
            time("ours: register", () -> watcher.watch(scripts, Birth.now(), "loan"));
            watcher.catchUp();
            for (int block = 0; block < blocks; block++) {
                pay(block);
                time("ours: read and store a block of %,d deposits".formatted(IN_A_BLOCK), watcher::catchUp);
            }
            time("ours: deliver %,d events".formatted(scripts.size()), () -> watcher.deliver("it", event -> {}));
        }
        time("ours: open again and be at the tip", () -> {
            try (Watcher watcher = Watcher.open(node, file)) {
                check(watcher.catchUp().cursor().height() == node.chainInfo().height());
            }
        });
        try (Watcher watcher = Watcher.open(node, file)) {
            watcher.catchUp();
            int[] seen = new int[1];
            payOne(scripts.get(0), blocks + 1);
            time("ours: see one more payment", () -> {
                watcher.catchUp();
                seen[0] = watcher.deliver("it", event -> {});
            });
            check(seen[0] == 1);
        }
    }

    /** A wallet without keys, which is what Core offers for addresses that have nothing in common. */
    private void core() {
        regtest.rpc().call("createwallet", "watching", true, true);
        JsonRpcClient wallet = JsonRpcClient.of(regtest.rpcEndpoint(), regtest.credentials(), PATIENCE, PATIENCE)
                .forWallet("watching");
        time("Core: importdescriptors of addr()", () -> {
            for (int from = 0; from < scripts.size(); from += IMPORTED_AT_ONCE) {
                JsonValue imported = wallet.call("importdescriptors", requests(from));
                check(imported.elements().stream()
                        .allMatch(each -> each.get("success").asBoolean()));
            }
        });
        payOne(scripts.get(0), scripts.size() / IN_A_BLOCK + 2);
        time(
                "Core: see one more payment",
                () -> check(wallet.call("listtransactions").elements().size() == 1));
    }

    private List<Object> requests(int from) {
        return scripts.subList(from, Math.min(scripts.size(), from + IMPORTED_AT_ONCE)).stream()
                .<Object>map(script -> {
                    Address address = Scripts.segwitAddress(script, BitcoinNetwork.REGTEST)
                            .orElseThrow();
                    return Map.of("desc", new AddressDescriptor(address).text(), "timestamp", "now");
                })
                .toList();
    }

    private void payOne(ByteString script, int coinbaseHeight) {
        Transaction coin = AnyoneCoins.coinbase(node, coinbaseHeight);
        AnyoneCoins.mine(regtest, List.of(AnyoneCoins.spend(coin, List.of(new TransactionOutput(EACH, script)))));
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what it should have seen");
        }
    }

    private static void time(String what, Runnable work) {
        long started = System.nanoTime();
        work.run();
        System.out.printf(Locale.ROOT, "%-55s %10.3f s%n", what, (System.nanoTime() - started) / 1e9);
    }

    private void pay(int block) {
        Transaction coin = AnyoneCoins.coinbase(node, block + 1);
        List<TransactionOutput> outputs = new ArrayList<>();
        scripts.subList(block * IN_A_BLOCK, (block + 1) * IN_A_BLOCK)
                .forEach(script -> outputs.add(new TransactionOutput(EACH, script)));
        AnyoneCoins.mine(regtest, List.of(AnyoneCoins.spend(coin, outputs)));
    }
}
