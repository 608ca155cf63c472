package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

class ChainFollowerTest extends ChainFollowing {
    @Test
    void w8_polling_alone_delivers_every_block_in_order() {
        ChainFollower follower = followerAt(3);
        assertEquals(node.tip(), polled(TipUpdate.Same.class, follower).node().bestBlock());
        node.mine(2);
        TipUpdate.Extended update = polled(TipUpdate.Extended.class, follower);
        assertEquals(best(4), hashes(update.connected()));
        assertEquals(
                List.of(4, 5),
                update.connected().stream().map(ChainBlock::height).toList());
        assertEquals(5, update.node().height());
        follower.commit(update);
        assertEquals(node.tip(), follower.cursor().hash());
        polled(TipUpdate.Same.class, follower);
    }

    @Test
    void w15_a_long_catch_up_comes_in_bounded_steps() {
        ChainFollower follower = followerAt(0);
        node.mine(100);
        List<Sha256Hash> delivered = new ArrayList<>();
        for (TipUpdate update = follower.poll(); !(update instanceof TipUpdate.Same); update = follower.poll()) {
            List<ChainBlock> connected =
                    assertInstanceOf(TipUpdate.Extended.class, update).connected();
            assertTrue(connected.size() <= ChainFollower.BATCH);
            delivered.addAll(hashes(connected));
            follower.commit(update);
        }
        assertEquals(best(1), delivered);
    }

    @Test
    void w3_an_update_not_committed_comes_again() {
        ChainFollower follower = followerAt(1);
        node.mine(1);
        TipUpdate lost = follower.poll();
        assertEquals(lost, follower.poll());
        assertThrows(IllegalStateException.class, () -> follower.commit(lost));
        List<BlockRow> stored = follower.rows();
        assertEquals(lost, ChainFollower.resuming(node, stored).poll());
    }

    @Test
    void w3_an_update_is_committed_once() {
        ChainFollower follower = followerAt(1);
        node.mine(1);
        TipUpdate update = follower.poll();
        follower.commit(update);
        assertThrows(IllegalStateException.class, () -> follower.commit(update));
        polled(TipUpdate.Same.class, ChainFollower.resuming(node, follower.rows()));
    }

    @Test
    void w1_the_window_is_288_linked_rows_ending_at_the_cursor() {
        ChainFollower follower = followerAt(1000);
        node.mine(5);
        follower.commit(follower.poll());
        assertEquals(288, follower.rows().size());
        assertEquals(1005, follower.rows().get(287).height());
        assertEquals(
                best(1005 - 287), follower.rows().stream().map(BlockRow::hash).toList());
        List<BlockRow> gap = new ArrayList<>(follower.rows());
        gap.remove(5);
        assertThrows(IllegalArgumentException.class, () -> ChainFollower.resuming(node, gap));
        assertThrows(IllegalArgumentException.class, () -> ChainFollower.resuming(node, List.of()));
    }

    @Test
    void a_start_off_the_best_chain_is_walked_down_from_block_by_block() {
        node.mine(10);
        Sha256Hash off = node.tip();
        node.moveTo(node.grow(node.ancestor(off, 7), 2));
        ChainFollower follower = ChainFollower.startingAt(node, off);
        assertEquals(
                node.path(off), follower.rows().stream().map(BlockRow::hash).toList());
        polled(TipUpdate.NodeBehind.class, follower);
    }

    @Test
    void w15_the_next_blocks_are_read_ahead_and_each_is_read_once() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            node.mine(1);
            ChainFollower follower = ChainFollower.resuming(
                    node, ChainFollower.startingAt(node, node.tip()).rows(), other);
            node.mine(60);
            int due = 0;
            for (TipUpdate update = follower.poll(); update instanceof TipUpdate.Extended; update = follower.poll()) {
                due += ((TipUpdate.Extended) update).connected().size();
                // The caller commits, and meanwhile:
                other.submit(() -> {}).get();
                assertEquals(Math.min(60, due + Prefetch.MOST), node.blocksRead());
                follower.commit(update);
            }
            assertEquals(60, node.blocksRead());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void a_closed_follower_leaves_no_thread() throws Exception {
        ChainFollower follower = followerAt(1);
        node.mine(5);
        follower.poll();
        Thread reader = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("escrowkit-prefetch"))
                .findFirst()
                .orElseThrow();
        follower.close();
        follower.close();
        reader.join(10_000);
        assertFalse(reader.isAlive());
    }

    @Test
    void w1_a_start_on_the_best_chain_takes_four_calls_and_one_off_it_one_for_each_row() {
        node.mine(300);
        Sha256Hash start = node.tip();
        List<String> calls = new ArrayList<>();
        node.before(calls::add);
        List<BlockRow> rows = ChainFollower.startingAt(node, start).rows();
        assertEquals(List.of("header", "blockHash", "headers", "chainInfo"), calls);
        node.moveTo(node.grow(node.ancestor(start, 299), 2));
        calls.clear();
        assertEquals(rows, ChainFollower.startingAt(node, start).rows());
        assertEquals(288, rows.size());
        assertEquals(288, Collections.frequency(calls, "header"));
    }
}
