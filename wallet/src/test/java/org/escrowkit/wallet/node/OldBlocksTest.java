package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OldBlocksTest {
    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final OldBlocks old = OldBlocks.of(node);

    @AfterEach
    void close() {
        old.close();
    }

    /** So many rows up to a block. */
    private List<BlockRow> rows(Sha256Hash newest, int count) {
        List<Sha256Hash> path = node.path(newest);
        return path.subList(Math.max(0, path.size() - count), path.size()).stream()
                .map(node::row)
                .toList();
    }

    private List<BlockRow> path(Sha256Hash newest, int from, int to) {
        return node.path(newest).subList(from, to + 1).stream().map(node::row).toList();
    }

    private static List<BlockRow> rows(List<ChainBlock> blocks) {
        return blocks.stream().map(ChainBlock::row).toList();
    }

    @Test
    void w14_blocks_are_read_again_below_our_rows_among_them_and_across_up_to_the_newest() {
        node.mine(50);
        List<BlockRow> rows = rows(node.tip(), 10);
        node.mine(5);
        assertEquals(path(node.tip(), 3, 7), rows(old.read(3, 5, rows)));
        assertEquals(path(node.tip(), 36, 45), rows(old.read(36, 10, rows)));
        assertEquals(path(node.tip(), 40, 40), rows(old.read(40, 1, rows)));
        assertEquals(path(node.tip(), 41, 43), rows(old.read(41, 3, rows)));
        assertEquals(path(node.tip(), 44, 50), rows(old.read(44, 20, rows)));
        assertEquals(path(node.tip(), 50, 50), rows(old.read(50, 1, rows)));
        assertEquals(path(node.tip(), 0, 50), rows(old.read(0, Integer.MAX_VALUE, rows)));
        assertEquals(List.of(), old.read(51, 10, rows));
        ChainBlock one = old.read(7, 1, rows).get(0);
        assertEquals(one.hash(), BlockBytes.hash(one.bytes()));
    }

    @Test
    void w14_a_range_that_is_none_is_refused() {
        node.mine(2);
        List<BlockRow> rows = rows(node.tip(), 2);
        assertThrows(IllegalArgumentException.class, () -> old.read(-1, 1, rows));
        assertThrows(IllegalArgumentException.class, () -> old.read(0, 0, rows));
        assertThrows(IllegalArgumentException.class, () -> old.read(0, 1, List.of()));
    }

    @Test
    void w15_a_batch_ends_by_number_too() {
        node.mine(2_050);
        List<BlockRow> rows = rows(node.tip(), 2);
        assertEquals(path(node.tip(), 1, OldBlocks.MOST), rows(old.read(1, 5_000, rows)));
    }

    @Test
    void w14_a_node_that_has_left_our_chain_or_is_behind_gives_nothing() {
        node.mine(20);
        Sha256Hash ours = node.tip();
        List<BlockRow> rows = rows(ours, 5);
        node.moveTo(node.ancestor(ours, 19));
        assertEquals(List.of(), old.read(3, 5, rows));
        node.moveTo(node.grow(node.ancestor(ours, 18), 3));
        assertEquals(List.of(), old.read(3, 5, rows));
        assertEquals(List.of(), old.read(17, 1, rows));
        node.crashTo(0);
        assertEquals(List.of(), old.read(0, 1, rows));
        node.relearn();
        node.moveTo(ours);
        assertEquals(path(ours, 3, 7), rows(old.read(3, 5, rows)));
    }

    @Test
    void w2_a_reorg_at_any_moment_leaves_blocks_of_our_chain_or_nothing() {
        int[] answered = new int[2];
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            FakeBitcoinNode any = new FakeBitcoinNode();
            any.mine(30);
            Sha256Hash ours = any.tip();
            int fork = random.nextInt(30);
            Sha256Hash rival = any.grow(any.ancestor(ours, fork), 1 + random.nextInt(40));
            List<Sha256Hash> path = any.path(ours);
            List<BlockRow> rows = path.subList(31 - 1 - random.nextInt(10), 31).stream()
                    .map(any::row)
                    .toList();
            int moment = random.nextInt(40);
            AtomicInteger answers = new AtomicInteger();
            any.meanwhile(() -> {
                if (answers.incrementAndGet() == moment) {
                    any.moveTo(random.nextBoolean() ? rival : any.ancestor(ours, random.nextInt(30)));
                }
            });
            int from = random.nextInt(31);
            try (OldBlocks reading = OldBlocks.of(any, Runnable::run)) {
                List<ChainBlock> read = reading.read(from, 1 + random.nextInt(12), rows);
                assertEquals(
                        path.subList(from, from + read.size()),
                        read.stream().map(ChainBlock::hash).toList(),
                        "seed " + seed);
                answered[read.isEmpty() ? 0 : 1]++;
            }
        }
        assertTrue(answered[0] > 100 && answered[1] > 100, answered[0] + " and " + answered[1]);
    }

    @Test
    void w11_another_chain_below_our_rows_is_a_bad_reply() {
        node.mine(20);
        Sha256Hash ours = node.tip();
        List<BlockRow> rows = new ArrayList<>(rows(ours, 5));
        BlockRow oldest = rows.get(0);
        rows.set(0, new BlockRow(oldest.height(), oldest.hash(), node.genesis(), oldest.chainWork()));
        assertThrows(RpcException.BadReply.class, () -> old.read(10, 10, rows));
        rows.set(0, new BlockRow(oldest.height(), oldest.hash(), oldest.previous(), BigInteger.ONE));
        assertThrows(RpcException.BadReply.class, () -> old.read(10, 10, rows));
    }

    @Test
    void w11_a_height_that_is_not_that_of_the_row_is_a_bad_reply() {
        node.mine(60);
        List<BlockRow> rows = rows(node.tip(), 5);
        BlockRow low = node.row(node.ancestor(node.tip(), 8));
        node.lie(new BlockRow(9, low.hash(), low.previous(), low.chainWork()));
        assertThrows(RpcException.BadReply.class, () -> old.read(8, 3, rows));
        assertThrows(RpcException.BadReply.class, () -> old.read(8, 1, rows));
        assertEquals(3, old.read(10, 3, rows).size());
        BlockRow newest = rows.get(4);
        node.lie(new BlockRow(59, newest.hash(), newest.previous(), newest.chainWork()));
        assertThrows(RpcException.BadReply.class, () -> old.read(10, 3, rows));
    }

    @Test
    void w11_the_content_of_another_block_is_a_bad_reply() {
        node.mine(20);
        List<BlockRow> rows = rows(node.tip(), 5);
        for (int forged : List.of(3, 18)) {
            node.forge(node.ancestor(node.tip(), forged), node.ancestor(node.tip(), 9));
            assertThrows(RpcException.BadReply.class, () -> old.read(forged - 1, 2, rows));
        }
    }

    @Test
    void w13_pruned_blocks_are_named_by_their_heights() {
        node.mine(40);
        List<BlockRow> rows = rows(node.tip(), 5);
        node.prune(31);
        FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, () -> old.read(10, 3, rows));
        assertEquals(List.of(10, 30), List.of(gap.lowest(), gap.highest()));
        assertEquals(path(node.tip(), 31, 33), rows(old.read(31, 3, rows)));
    }

    @Test
    void w15_the_next_blocks_are_read_ahead_and_each_is_read_once() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (OldBlocks reading = OldBlocks.of(node, other)) {
            node.mine(60);
            List<BlockRow> rows = rows(node.tip(), 20);
            int next = 1;
            while (next <= 60) {
                List<ChainBlock> read = reading.read(next, 7, rows);
                next += read.size();
                // The caller scans them, and meanwhile:
                other.submit(() -> {}).get();
                assertEquals(Math.min(60, next - 1 + Prefetch.MOST), node.blocksRead());
            }
            assertEquals(60, node.blocksRead());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void a_block_that_the_node_does_not_have_now_ends_the_batch() {
        node.mine(20);
        Sha256Hash ours = node.tip();
        List<BlockRow> rows = rows(ours, 20);
        AtomicInteger answers = new AtomicInteger();
        try (OldBlocks reading = OldBlocks.of(node, task -> {})) {
            node.meanwhile(() -> {
                // Our newest block's header, then blocks 5 and 6; the next one is not there, asked twice.
                if (answers.incrementAndGet() == 4 || answers.get() == 5) {
                    node.crashTo(6);
                } else {
                    node.relearn();
                    node.moveTo(ours);
                }
            });
            assertEquals(path(ours, 5, 6), rows(reading.read(5, 10, rows)));
        }
    }

    @Test
    void closed_it_leaves_no_thread() throws Exception {
        node.mine(20);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        OldBlocks reading = OldBlocks.of(node);
        reading.read(1, 2, rows(node.tip(), 5));
        List<Thread> readers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().equals("escrowkit-prefetch"))
                .toList();
        assertEquals(1, readers.size());
        reading.close();
        readers.get(0).join(5_000);
        assertFalse(readers.get(0).isAlive());
    }
}
