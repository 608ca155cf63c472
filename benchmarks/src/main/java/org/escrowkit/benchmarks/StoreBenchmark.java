package org.escrowkit.benchmarks;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.ScriptIndex;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.NewScript;
import org.escrowkit.wallet.store.PostgresStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/**
 * What both stores do with so many scripts: registering them, starting with them, and committing blocks that pay them.
 * Both flush to the disk at every commit. The heap is what is left of the index after a collection.
 */
final class StoreBenchmark {
    private static final Sha256Hash GENESIS = Sha256Hash.of(new byte[] {1});
    private static final long SEED = 21;
    private static final int AT_ONCE = 50_000;
    private static final int BIG_BLOCK = 10_000;
    private static final int SMALL_BLOCK = 20;
    private static final int SMALL_BLOCKS = 200;

    private final String name;
    private final int count;
    private final Supplier<EscrowStore> opening;
    private final Random random = new Random(SEED);
    private BlockRow cursor = new BlockRow(100, hash(), hash(), BigInteger.ONE);
    private int paid;

    private StoreBenchmark(String name, int count, Supplier<EscrowStore> opening) {
        this.name = name;
        this.count = count;
        this.opening = opening;
    }

    static void run(int scripts) {
        ScratchFiles.use(directory -> {
            Path file = directory.resolve("store.db");
            new StoreBenchmark("SQLite", scripts, () -> SqliteStore.open(file, GENESIS)).run();
        });
        Stores.onPostgres(
                source -> new StoreBenchmark("PostgreSQL", scripts, () -> PostgresStore.open(source, GENESIS)).run());
    }

    private void run() {
        try (EscrowStore store = opening.get()) {
            store.commit(new Step(0, List.of(new StepPart.Connected(cursor, List.of()))));
            long start = System.nanoTime();
            for (int from = 0; from < count; from += AT_ONCE) {
                store.register(scripts(from, Math.min(count, from + AT_ONCE)));
            }
            print("register " + count + " scripts", start);
        }
        start();
        try (EscrowStore store = opening.get()) {
            commit(store, 1);
            Step big = block(store.head().revision(), BIG_BLOCK);
            long start = System.nanoTime();
            store.commit(big);
            print("commit a block of " + BIG_BLOCK + " deposits", start);
            long steady = System.nanoTime();
            for (int i = 0; i < SMALL_BLOCKS; i++) {
                commit(store, SMALL_BLOCK);
            }
            double seconds = (System.nanoTime() - steady) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %,12d blocks of %d deposits, one by one: %.0f blocks/s%n",
                    name,
                    SMALL_BLOCKS,
                    SMALL_BLOCK,
                    SMALL_BLOCKS / seconds);
        }
    }

    /** As a watcher does, but for the node. */
    private void start() {
        long before = used();
        long start = System.nanoTime();
        ScriptIndex index = new ScriptIndex(SEED);
        try (EscrowStore store = opening.get()) {
            store.lead();
            store.scripts(script -> index.add(script.scriptPubKey()));
            store.deposits();
        }
        print("start with " + index.size() + " scripts", start);
        System.out.printf(Locale.ROOT, "%-10s heap for them: %,d MB%n", name, (used() - before) / 1_000_000);
        if (index.size() != count) {
            throw new IllegalStateException("not all scripts came back");
        }
    }

    private static long used() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private List<NewScript> scripts(int from, int to) {
        List<NewScript> scripts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            scripts.add(new NewScript(script(i), cursor.height() + 1, "loan " + i));
        }
        return scripts;
    }

    private static ByteString script(int number) {
        byte[] digest = Sha256Hash.hash(
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        return ByteString.of(ByteBuffer.allocate(2 + digest.length)
                .put((byte) 0)
                .put((byte) digest.length)
                .put(digest)
                .array());
    }

    private void commit(EscrowStore store, int deposits) {
        store.commit(block(store.head().revision(), deposits));
    }

    private Step block(long revision, int deposits) {
        cursor = new BlockRow(
                cursor.height() + 1, hash(), cursor.hash(), cursor.chainWork().add(BigInteger.ONE));
        BlockRef block = new BlockRef(cursor.height(), cursor.hash());
        List<DepositChange> changes = new ArrayList<>();
        for (int i = 0; i < deposits; i++) {
            ByteString script = script(paid++ % count);
            Transaction made = new Transaction(
                    2,
                    List.of(TransactionInput.unsigned(new Outpoint(hash(), 0), 0)),
                    List.of(new TransactionOutput(Coin.COIN, script)),
                    0);
            changes.add(new DepositChange.Confirmed(new Deposit(
                    made.outpoint(0), script, Coin.COIN, made, Optional.of(block), false, Optional.empty())));
        }
        return new Step(revision, List.of(new StepPart.Connected(cursor, changes)));
    }

    private Sha256Hash hash() {
        byte[] bytes = new byte[Sha256Hash.LENGTH];
        random.nextBytes(bytes);
        return Sha256Hash.wrap(bytes);
    }

    private void print(String what, long start) {
        System.out.printf(Locale.ROOT, "%-10s %s: %.1f s%n", name, what, (System.nanoTime() - start) / 1e9);
    }
}
