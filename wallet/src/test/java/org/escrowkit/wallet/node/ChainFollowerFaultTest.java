package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

/** Answers that cannot be, and blocks that cannot be had. */
class ChainFollowerFaultTest extends ChainFollowing {
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
    void w13_a_block_pruned_while_it_is_asked_for_is_named_by_the_next_poll() {
        ChainFollower follower = followerAt(5);
        node.mine(3);
        node.meanwhile(() -> node.prune(7));
        assertThrows(RpcException.Unavailable.class, follower::poll);
        FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, follower::poll);
        assertEquals(List.of(6, 6), List.of(gap.lowest(), gap.highest()));
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
    void a_start_whose_blocks_below_the_node_forgets_meanwhile_is_refused() {
        node.mine(10);
        Sha256Hash start = node.tip();
        node.moveTo(node.grow(node.ancestor(start, 2), 9));
        AtomicInteger answers = new AtomicInteger();
        node.meanwhile(() -> {
            if (answers.incrementAndGet() == 4) {
                node.crashTo(5);
            }
        });
        assertThrows(FollowException.StartUnknown.class, () -> ChainFollower.startingAt(node, start));
    }
}
