package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainFollowerTest {
    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private @Nullable ChainFollower follower;

    /** A follower whose cursor is the node's tip after so many blocks. */
    private ChainFollower followerAt(int height) {
        node.mine(height);
        follower = ChainFollower.startingAt(node, node.tip());
        return follower;
    }

    @AfterEach
    void close() {
        if (follower != null) {
            follower.close();
        }
    }

    private <T extends TipUpdate> T polled(Class<T> type, ChainFollower follower) {
        return assertInstanceOf(type, follower.poll());
    }

    private static List<Sha256Hash> hashes(List<ChainBlock> blocks) {
        return blocks.stream().map(ChainBlock::hash).toList();
    }

    /** The node's best chain from this height up. */
    private List<Sha256Hash> best(int from) {
        List<Sha256Hash> path = node.path(node.tip());
        return path.subList(from, path.size());
    }

    private static List<Sha256Hash> newestFirst(List<Sha256Hash> path) {
        List<Sha256Hash> reversed = new ArrayList<>(path);
        Collections.reverse(reversed);
        return reversed;
    }

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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 100, 287})
    void w2_a_heavier_rival_is_a_reorg_of_exactly_the_blocks_above_the_fork(int depth) {
        ChainFollower follower = followerAt(300);
        int fork = 300 - depth;
        List<Sha256Hash> old = List.copyOf(best(fork + 1));
        node.moveTo(node.grow(node.ancestor(node.tip(), fork), depth + 1));

        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(
                newestFirst(old),
                update.disconnected().stream().map(BlockRow::hash).toList());
        List<Sha256Hash> connected = new ArrayList<>(hashes(update.connected()));
        follower.commit(update);
        for (TipUpdate more = follower.poll(); !(more instanceof TipUpdate.Same); more = follower.poll()) {
            connected.addAll(
                    hashes(assertInstanceOf(TipUpdate.Extended.class, more).connected()));
            follower.commit(more);
        }
        assertEquals(best(fork + 1), connected);
    }

    @Test
    void w2_a_shorter_chain_with_more_work_is_a_reorg() {
        ChainFollower follower = followerAt(10);
        Sha256Hash rival = node.add(node.ancestor(node.tip(), 7), 4, List.of());
        node.moveTo(rival);
        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(3, update.disconnected().size());
        assertEquals(List.of(rival), hashes(update.connected()));
        follower.commit(update);
        assertEquals(8, follower.cursor().height());
    }

    @Test
    void w2_a_tip_that_is_an_ancestor_of_the_cursor_revokes_nothing() {
        ChainFollower follower = followerAt(140);
        Sha256Hash cursor = node.tip();
        node.moveTo(node.ancestor(cursor, 135));
        assertEquals(-1, node.header(cursor).orElseThrow().confirmations());
        TipUpdate.NodeBehind update = polled(TipUpdate.NodeBehind.class, follower);
        assertEquals(cursor, update.cursor().hash());
        assertEquals(135, update.node().height());
        follower.commit(update);
        assertEquals(cursor, follower.cursor().hash());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void w2_a_rival_with_less_or_equal_work_revokes_nothing(int rivals) {
        ChainFollower follower = followerAt(140);
        node.moveTo(node.grow(node.ancestor(node.tip(), 135), rivals));
        polled(TipUpdate.NodeBehind.class, follower);
        node.mine(6 - rivals);
        assertEquals(5, polled(TipUpdate.Reorged.class, follower).disconnected().size());
    }

    @Test
    void w2_a_longer_chain_with_less_work_revokes_nothing() {
        node.moveTo(node.add(node.genesis(), 10, List.of()));
        ChainFollower follower = ChainFollower.startingAt(node, node.tip());
        node.moveTo(node.grow(node.genesis(), 9));
        polled(TipUpdate.NodeBehind.class, follower);
    }

    @Test
    void w2_a_node_killed_back_to_its_last_flush_revokes_nothing_and_the_same_chain_rebuilt_extends() {
        ChainFollower follower = followerAt(140);
        Sha256Hash cursor = node.tip();
        node.crashTo(130);
        assertTrue(node.header(cursor).isEmpty());
        polled(TipUpdate.NodeBehind.class, follower);
        node.relearn();
        node.moveTo(node.ancestor(cursor, 137));
        polled(TipUpdate.NodeBehind.class, follower);
        node.moveTo(cursor);
        polled(TipUpdate.Same.class, follower);
        node.mine(1);
        assertEquals(1, polled(TipUpdate.Extended.class, follower).connected().size());
    }

    @Test
    void w2_a_node_wiped_to_genesis_revokes_nothing_even_below_the_window() {
        ChainFollower follower = followerAt(400);
        node.crashTo(0);
        polled(TipUpdate.NodeBehind.class, follower);
    }

    @Test
    void w2_an_unknown_cursor_and_a_different_heavier_chain_is_a_reorg() {
        ChainFollower follower = followerAt(140);
        node.crashTo(130);
        node.mine(10);
        polled(TipUpdate.NodeBehind.class, follower);
        node.mine(1);
        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(10, update.disconnected().size());
        assertEquals(best(131), hashes(update.connected()));
    }

    @Test
    void w1_a_reorg_deeper_than_the_window_halts_and_says_so_again() {
        ChainFollower follower = followerAt(300);
        Sha256Hash cursor = node.tip();
        node.moveTo(node.grow(node.ancestor(cursor, 300 - 288), 289));
        assertThrows(FollowException.ReorgTooDeep.class, follower::poll);
        assertThrows(FollowException.ReorgTooDeep.class, follower::poll);
        assertEquals(cursor, follower.cursor().hash());
        node.moveTo(cursor);
        polled(TipUpdate.Same.class, follower);
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
    void a_reorg_below_the_starting_block_is_an_ordinary_update() {
        ChainFollower follower = followerAt(10);
        node.moveTo(node.grow(node.ancestor(node.tip(), 8), 3));
        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(
                List.of(10, 9),
                update.disconnected().stream().map(BlockRow::height).toList());
        assertEquals(3, update.connected().size());
    }

    @Test
    void a_start_that_the_node_does_not_know_is_refused() {
        assertThrows(
                FollowException.StartUnknown.class,
                () -> ChainFollower.startingAt(node, Sha256Hash.wrap(CannedNode.OTHER)));
    }

    @Test
    void w11_a_child_that_does_not_stand_on_the_cursor_is_a_bad_reply() {
        ChainFollower honest = followerAt(5);
        List<BlockRow> rows = new ArrayList<>(honest.rows());
        BlockRow last = rows.remove(5);
        // Stored work that the node's next header does not exceed: one of both is wrong.
        rows.add(new BlockRow(last.height(), last.hash(), last.previous(), BigInteger.valueOf(1000)));
        node.mine(1);
        ChainFollower follower = ChainFollower.resuming(node, rows);
        assertThrows(RpcException.BadReply.class, follower::poll);
        assertNotEquals(node.tip(), follower.cursor().hash());
    }

    @Test
    void w11_the_content_of_another_block_is_a_bad_reply() {
        ChainFollower follower = followerAt(5);
        Sha256Hash sibling = node.grow(node.tip(), 1);
        node.mine(1);
        node.forge(node.tip(), sibling);
        assertThrows(RpcException.BadReply.class, follower::poll);
    }

    @Test
    void w2_a_block_that_the_node_forgets_while_it_is_asked_for_is_not_connected() {
        ChainFollower follower = followerAt(5);
        node.mine(1);
        AtomicInteger answers = new AtomicInteger();
        node.meanwhile(() -> {
            if (answers.incrementAndGet() == 2) {
                node.crashTo(4);
            }
        });
        polled(TipUpdate.Same.class, follower);
        polled(TipUpdate.NodeBehind.class, follower);
    }

    @Test
    void w2_a_chain_that_leaves_the_nodes_best_while_it_is_walked_revokes_nothing() {
        ChainFollower follower = followerAt(5);
        Sha256Hash cursor = node.tip();
        Sha256Hash rival = node.grow(node.ancestor(cursor, 3), 4);
        node.moveTo(rival);
        AtomicInteger answers = new AtomicInteger();
        node.meanwhile(() -> {
            if (answers.incrementAndGet() == 3) {
                node.moveTo(cursor);
            }
        });
        polled(TipUpdate.NodeBehind.class, follower);
        polled(TipUpdate.Same.class, follower);
        node.moveTo(rival);
        assertEquals(2, polled(TipUpdate.Reorged.class, follower).disconnected().size());
    }

    @Test
    void w2_a_reorg_to_a_chain_of_many_more_headers_than_one_call_gives_is_walked_to_its_tip() {
        ChainFollower follower = followerAt(10);
        node.moveTo(node.grow(node.ancestor(node.tip(), 8), 4_500));
        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(2, update.disconnected().size());
        assertEquals(best(9).subList(0, ChainFollower.BATCH), hashes(update.connected()));
    }

    @Test
    void w11_work_that_the_node_claims_beyond_that_of_its_headers_revokes_nothing() {
        ChainFollower follower = followerAt(10);
        Sha256Hash rival = node.grow(node.ancestor(node.tip(), 8), 2);
        BlockRow row = node.row(rival);
        node.lie(new BlockRow(
                row.height(), rival, row.previous(), row.chainWork().add(BigInteger.TEN)));
        node.moveTo(rival);
        assertThrows(RpcException.BadReply.class, follower::poll);
        assertEquals(10, follower.cursor().height());
    }

    @Test
    void w13_pruned_blocks_are_named_by_their_heights_and_again_at_each_poll() {
        ChainFollower follower = followerAt(5);
        node.mine(40);
        node.prune(31);
        for (int i = 0; i < 2; i++) {
            FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, follower::poll);
            assertEquals(6, gap.lowest());
            assertEquals(30, gap.highest());
            assertEquals("the node has pruned blocks that we need: heights 6 to 30", gap.getMessage());
        }
        node.prune(6);
        assertEquals(
                best(6).subList(0, ChainFollower.BATCH),
                hashes(polled(TipUpdate.Extended.class, follower).connected()));
    }

    @Test
    void w13_a_block_pruned_while_it_is_asked_for_is_named_too() {
        ChainFollower follower = followerAt(5);
        node.mine(3);
        node.meanwhile(() -> node.prune(7));
        FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, follower::poll);
        assertEquals(List.of(6, 6), List.of(gap.lowest(), gap.highest()));
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
    void what_failed_or_was_missing_when_it_was_read_ahead_is_read_again_when_it_is_due() {
        node.mine(1);
        List<BlockRow> rows = ChainFollower.startingAt(node, node.tip()).rows();
        AtomicInteger tasks = new AtomicInteger();
        ChainFollower follower = ChainFollower.resuming(node, rows, task -> {
            if (tasks.incrementAndGet() % 2 == 0) {
                node.meanwhile(() -> {
                    throw new RpcException.Unavailable("getblock", "down", null);
                });
            } else {
                node.meanwhile(() -> {
                    throw new IllegalStateException("an unforeseen failure");
                });
            }
            task.run();
            node.meanwhile(() -> {});
        });
        node.mine(5);
        assertEquals(best(2), hashes(polled(TipUpdate.Extended.class, follower).connected()));
        assertEquals(4, tasks.get());
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
}
