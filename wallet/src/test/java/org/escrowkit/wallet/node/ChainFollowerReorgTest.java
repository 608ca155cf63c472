package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What revokes blocks, and what must not. */
class ChainFollowerReorgTest extends ChainFollowing {
    private static List<Sha256Hash> newestFirst(List<Sha256Hash> path) {
        List<Sha256Hash> reversed = new ArrayList<>(path);
        Collections.reverse(reversed);
        return reversed;
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
    void w2_a_rival_that_grows_while_it_is_walked_is_walked_to_the_tip_that_was_compared() {
        ChainFollower follower = followerAt(10);
        Sha256Hash fork = node.ancestor(node.tip(), 8);
        node.moveTo(node.grow(fork, 4));
        List<Sha256Hash> rival = best(9);
        List<String> calls = new ArrayList<>();
        node.before(method -> {
            // When the fork is known and the way up from it is asked for.
            if (calls.contains("header") && method.equals("headers")) {
                node.mine(1);
            }
            calls.add(method);
        });
        TipUpdate.Reorged update = polled(TipUpdate.Reorged.class, follower);
        assertEquals(rival, hashes(update.connected()));
        assertEquals(12, update.node().height());
    }
}
