package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MerkleTrees;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.RandomTransactions;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

class BlockScannerTest {
    private static final long SEED = 2_012;
    private static final List<String> REAL = List.of("blocks/block413567.raw", "blocks/mainnet_c835.raw");

    private final Random random = new Random(SEED);
    private final RandomTransactions things = new RandomTransactions(random);
    private final SlowScan watched = new SlowScan(random);

    @Test
    void findsADepositAndWhereItStands() {
        ByteString script = things.bytes(34);
        watched.watch(things.bytes(34)).watch(script);
        Transaction deposit = paying(things.bytes(34), script);
        assertEquals(List.of(new Hit(deposit, List.of(1))), watched.scan(block(things.next(), deposit, things.next())));
    }

    @Test
    void findsASpendOfAWatchedOutpoint() {
        Outpoint outpoint = things.outpoint();
        watched.watch(outpoint);
        Transaction spend = spending(things.outpoint(), outpoint);
        assertEquals(List.of(new Hit(spend, List.of())), watched.scan(block(spend)));
        assertEquals(List.of(), watched.scan(block(spending(things.outpoint()))));
    }

    @Test
    void findsACoinbase() {
        ByteString script = things.bytes(34);
        watched.watch(script);
        Transaction coinbase = TestChain.coinbase(1, script, Coin.COIN);
        assertEquals(List.of(new Hit(coinbase, List.of(0))), watched.scan(block(coinbase)));
    }

    /** A deposit can be made and taken in one block, over any number of steps. */
    @Test
    void findsSpendsOfWhatTheSameBlockPaid() {
        ByteString script = things.bytes(34);
        watched.watch(script);
        Transaction deposit = paying(things.bytes(34), script, script);
        Transaction spend = spending(things.outpoint(), deposit.outpoint(0), deposit.outpoint(2));
        Transaction onwards = spending(spend.outpoint(0));
        Transaction again = paying(spending(deposit.outpoint(1)), script);
        Transaction last = spending(again.outpoint(0));
        byte[] block = block(things.next(), deposit, spend, onwards, again, last);
        List<Hit> matches = watched.scan(block);
        assertEquals(watched.of(block), matches);
        assertEquals(
                List.of(
                        new Hit(deposit, List.of(1, 2)),
                        new Hit(spend, List.of()),
                        new Hit(again, List.of(0)),
                        new Hit(last, List.of())),
                matches);
    }

    @Test
    void theSpendOfOneBlocksDepositInAnotherIsFoundOnlyOnceItIsWatched() {
        ByteString script = things.bytes(34);
        watched.watch(script);
        Transaction deposit = paying(script);
        byte[] next = block(spending(deposit.outpoint(0)));
        assertEquals(1, watched.scan(block(deposit)).size());
        assertEquals(List.of(), watched.scan(next), "what a scan saw does not outlive it");
        watched.watch(deposit.outpoint(0));
        assertEquals(1, watched.scan(next).size());
    }

    /** They are looked up many at a time. */
    @Test
    void findsTheOneThatIsWatchedAmongHundredsWhereverItStands() {
        for (int at : new int[] {0, 1, Batch.SIZE - 1, Batch.SIZE, Batch.SIZE + 1, 2 * Batch.SIZE, 599}) {
            ByteString[] scripts =
                    Stream.generate(() -> things.bytes(34)).limit(600).toArray(ByteString[]::new);
            Outpoint[] outpoints = Stream.generate(things::outpoint).limit(600).toArray(Outpoint[]::new);
            Transaction deposit = paying(scripts);
            Transaction spend = spending(outpoints);
            assertEquals(List.of(), watched.scan(block(spend, deposit)));
            watched.watch(outpoints[at]);
            assertEquals(List.of(new Hit(spend, List.of())), watched.scan(block(deposit, spend)));
            watched.watch(scripts[at]);
            assertEquals(List.of(new Hit(deposit, List.of(at))), watched.scan(block(deposit)));
        }
    }

    /** Validate, then commit: what was found before the fault leaves no trace. */
    @Test
    void aMalformedBlockChangesNothing() {
        ByteString script = things.bytes(34);
        watched.watch(script);
        Transaction deposit = paying(script);
        byte[] block = block(deposit, spending(deposit.outpoint(0)));
        byte[] cut = Arrays.copyOf(block, block.length - 1);
        assertThrows(MalformedException.class, () -> watched.scan(cut));
        assertEquals(0, watched.outpointIndex.size());
        assertEquals(List.of(), watched.scan(block(spending(deposit.outpoint(0)))));
        assertEquals(watched.of(block), watched.scan(block));
    }

    /** Some of the scripts and outpoints of random blocks are watched, and some outputs are spent at once. */
    @Test
    void agreesWithASlowScanOfRandomBlocks() {
        for (int round = 0; round < 400; round++) {
            SlowScan scan = new SlowScan(random);
            List<Transaction> transactions = new ArrayList<>();
            for (int count = 1 + random.nextInt(30); count > 0; count--) {
                transactions.add(random.nextBoolean() || transactions.isEmpty() ? things.next() : child(transactions));
            }
            for (Transaction transaction : transactions) {
                transaction.outputs().stream()
                        .filter(output -> random.nextInt(6) == 0)
                        .forEach(output -> scan.watch(output.scriptPubKey()));
                transaction.inputs().stream()
                        .filter(input -> random.nextInt(6) == 0)
                        .forEach(input -> scan.watch(input.outpoint()));
            }
            byte[] block = MerkleTrees.block(MerkleTrees.root(transactions), transactions);
            assertEquals(scan.of(block), scan.scan(block), "seed " + SEED + ", round " + round);
        }
    }

    @Test
    void findsEveryOneOfTenThousandDepositsAmongThirtyThousandOutputs() {
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            List<TransactionOutput> outputs = new ArrayList<>();
            for (int output = 0; output < 30; output++) {
                ByteString script = ByteString.ofHex("0020" + things.bytes(32));
                outputs.add(new TransactionOutput(Coin.COIN, script));
                if (output % 3 == i % 3) {
                    watched.watch(script);
                }
            }
            transactions.add(new Transaction(2, List.of(TransactionInput.unsigned(things.outpoint(), 0)), outputs, 0));
        }
        byte[] block = MerkleTrees.block(MerkleTrees.root(transactions), transactions);
        List<Hit> matches = watched.scan(block);
        assertEquals(
                10_000,
                matches.stream().mapToInt(match -> match.deposits().size()).sum());
        assertEquals(watched.of(transactions), matches, "seed " + SEED);
    }

    /** Every script and outpoint of the real blocks is watched, so that every one must be found. */
    @Test
    void findsAllThatStandsInRealBlocks() {
        int[] transactions = {1_557, 2_500};
        for (int i = 0; i < REAL.size(); i++) {
            byte[] bytes = Vectors.bytes(REAL.get(i));
            Block block = Block.parse(bytes);
            SlowScan all = new SlowScan(random);
            for (Transaction transaction : block.transactions()) {
                transaction.outputs().forEach(output -> all.watch(output.scriptPubKey()));
                transaction.inputs().forEach(input -> all.watch(input.outpoint()));
            }
            List<Hit> matches = all.scan(bytes);
            assertEquals(transactions[i], matches.size());
            assertEquals(all.of(block.transactions()), matches);
        }
    }

    @Test
    void findsThePlantedFewInRealBlocks() {
        for (String name : REAL) {
            byte[] bytes = Vectors.bytes(name);
            SlowScan few = new SlowScan(random);
            for (int i = 0; i < 10_000; i++) {
                few.watch(ByteString.ofHex("0020" + things.bytes(32))).watch(things.outpoint());
            }
            assertEquals(List.of(), few.scan(bytes), name);
            List<Transaction> transactions = Block.parse(bytes).transactions();
            for (int i = 0; i < 20; i++) {
                Transaction lucky = transactions.get(random.nextInt(transactions.size()));
                few.watch(lucky.outputs().get(0).scriptPubKey());
                few.watch(lucky.inputs().get(0).outpoint());
            }
            List<Hit> matches = few.scan(bytes);
            assertTrue(matches.size() >= 15, name);
            assertEquals(few.of(transactions), matches, name + ", seed " + SEED);
        }
    }

    @Test
    void allocatesNothingForABlockWithoutAMatch() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 10_000; i++) {
            watched.watch(things.bytes(34)).watch(things.outpoint());
        }
        for (String name : REAL) {
            byte[] block = Vectors.bytes(name);
            // The first scans load classes and compile.
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                List<Hit> matches = watched.scan(block);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                assertEquals(0, matches.size());
            }
            assertEquals(0, least, name);
        }
    }

    private Transaction child(List<Transaction> parents) {
        Transaction parent = parents.get(random.nextInt(parents.size()));
        return spending(parent.outpoint(random.nextInt(parent.outputs().size())), things.outpoint());
    }

    private Transaction spending(Outpoint... outpoints) {
        List<TransactionInput> inputs = Arrays.stream(outpoints)
                .map(outpoint -> TransactionInput.unsigned(outpoint, TransactionInput.SEQUENCE_FINAL)
                        .withWitness(List.of(things.bytes(random.nextInt(300)))))
                .toList();
        return new Transaction(2, inputs, List.of(things.output()), 0);
    }

    private Transaction paying(ByteString... scripts) {
        return paying(spending(things.outpoint()), scripts);
    }

    private Transaction paying(Transaction like, ByteString... scripts) {
        return new Transaction(
                2,
                like.inputs(),
                Arrays.stream(scripts)
                        .map(script -> new TransactionOutput(things.amount(), script))
                        .toList(),
                0);
    }

    private static byte[] block(Transaction... transactions) {
        List<Transaction> all = List.of(transactions);
        Sha256Hash root = MerkleTrees.root(all);
        return MerkleTrees.block(root, all);
    }
}
