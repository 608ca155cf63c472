package org.escrowkit.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.ZmqHints;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchListener;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;

/**
 * From the moment at which a payment is handed to the node to the moment at which a following watcher's listener is
 * told of it, by polls alone and with the node's hints.
 */
final class LatencyBenchmark {
    private static final int MATURITY = 100;

    /** One a second: payments find the watcher at rest. */
    private static final int SELDOM = 1_000;

    /** Seven a second, as on the main chain. */
    private static final int OFTEN = 143;

    private static final int PATIENCE_MINUTES = 1;
    private static final long SEED = 5;

    private static final ByteString WATCHED = Scripts.p2wsh(ByteString.ofHex("52"));

    private LatencyBenchmark() {}

    static void run(int payments) throws InterruptedException {
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            System.out.println(regtest.description());
            regtest.rpc().call("generatetoaddress", MATURITY + 9 * payments, AnyoneCoins.ADDRESS);
            measure("polls alone", regtest, 1, payments, SELDOM, false);
            measure("hints over ZMQ", regtest, 1 + payments, payments, SELDOM, true);
            measure("hints, 7 a second", regtest, 1 + 2 * payments, 7 * payments, OFTEN, true);
        }
    }

    /** @param pauseMillis between payments, on average: they come at no rhythm of the polls' */
    private static void measure(
            String name, RegtestNode regtest, int firstCoin, int payments, int pauseMillis, boolean hinted)
            throws InterruptedException {
        // What the one before waited for would be news to this one.
        regtest.rpc().call("generatetoaddress", 1, AnyoneCoins.ADDRESS);
        JsonRpcNode node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
        List<Transaction> ready = new ArrayList<>();
        for (int height = firstCoin; height < firstCoin + payments; height++) {
            ready.add(payment(node, height));
        }
        Map<Sha256Hash, Long> told = new ConcurrentHashMap<>();
        CountDownLatch current = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(payments);
        try (Watcher watcher = Watcher.temporary(node);
                ZmqHints hints = hinted ? ZmqHints.open(regtest.zmqEndpoint(), watcher.doorbell()) : null) {
            while (hints != null && hints.heard() == 0) {
                // What is published before there is a connection is lost.
                regtest.rpc().call("generatetoaddress", 1, AnyoneCoins.ADDRESS);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
            long before = hints == null ? 0 : hints.heard();
            watcher.watch(List.of(WATCHED), Birth.now(), name);
            Thread thread = new Thread(() -> follow(watcher, told, current, all), "escrowkit-follow");
            thread.start();
            current.await();
            long[] sent = new long[payments];
            Random random = new Random(SEED);
            for (int i = 0; i < payments; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause(random, pauseMillis)));
                String hex = HexFormat.of().formatHex(ready.get(i).serialize());
                sent[i] = System.nanoTime();
                regtest.rpc().call("sendrawtransaction", hex);
            }
            if (!all.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(all.getCount() + " payments were not told of");
            }
            thread.interrupt();
            thread.join();
            long[] millis = new long[payments];
            for (int i = 0; i < payments; i++) {
                millis[i] = TimeUnit.NANOSECONDS.toMillis(
                        told.getOrDefault(ready.get(i).txid(), Long.MAX_VALUE) - sent[i]);
            }
            print(name, millis, hints == null ? 0 : hints.heard() - before);
        }
    }

    /** Exponential, as between things that know nothing of each other. */
    private static long pause(Random random, int meanMillis) {
        return Math.round(-Math.log(1 - random.nextDouble()) * meanMillis);
    }

    private static Transaction payment(JsonRpcNode node, int height) {
        Transaction coinbase = AnyoneCoins.coinbase(node, height);
        Coin value = coinbase.outputs().get(0).value().subtract(AnyoneCoins.FEE);
        return AnyoneCoins.spend(coinbase, List.of(new TransactionOutput(value, WATCHED)));
    }

    private static void follow(
            Watcher watcher, Map<Sha256Hash, Long> told, CountDownLatch current, CountDownLatch all) {
        WatchListener listener = new WatchListener() {
            @Override
            public void onEvent(DepositEvent event) {
                if (event.change() instanceof DepositChange.Seen seen) {
                    told.put(seen.deposit().transaction().txid(), System.nanoTime());
                    all.countDown();
                }
            }

            @Override
            public void onStatus(WatchStatus status) {
                if (status instanceof WatchStatus.Current) {
                    current.countDown();
                }
            }
        };
        try {
            watcher.follow("latency", listener);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(String name, long[] millis, long heard) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-18s %d payments: median %,d ms, 95%% within %,d ms, 99%% within %,d ms, worst %,d ms (%d hints)%n",
                name,
                millis.length,
                within(millis, 0.5),
                within(millis, 0.95),
                within(millis, 0.99),
                within(millis, 1),
                heard);
    }

    private static long within(long[] sorted, double share) {
        return sorted[(int) Math.ceil(sorted.length * share) - 1];
    }
}
