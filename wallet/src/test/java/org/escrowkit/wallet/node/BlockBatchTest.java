package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockBatchTest {
    private static final TransactionOutput LARGE = new TransactionOutput(Coin.COIN, ByteString.of(new byte[3_500_000]));

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final BlockBatch batch = BlockBatch.on(Runnable::run, node);

    @AfterEach
    void close() {
        batch.close();
    }

    private List<BlockRow> rows(int from) {
        List<Sha256Hash> path = node.path(node.tip());
        return path.subList(from, path.size()).stream().map(node::row).toList();
    }

    private List<BlockRow> read(List<BlockRow> rows, int most) {
        return batch.read(node.chainInfo(), rows, most).stream()
                .map(ChainBlock::row)
                .toList();
    }

    @Test
    void w15_a_batch_ends_by_number() {
        node.mine(20);
        assertEquals(rows(1).subList(0, 5), read(rows(1), 5));
        assertEquals(rows(1), read(rows(1), 20));
        assertEquals(rows(1), read(rows(1), 21));
        assertEquals(List.of(), read(List.of(), 21));
    }

    @Test
    void w15_a_batch_ends_with_the_block_that_brings_it_to_its_bytes() {
        for (int i = 0; i < 12; i++) {
            node.mine(List.of(FakeBitcoinNode.coinbase(i, List.of(LARGE))));
        }
        // Nine blocks of some 3.5 MB are less than 32 MB, ten are more.
        assertEquals(rows(1).subList(0, 10), read(rows(1), 12));
    }

    @Test
    void w13_the_gap_ends_below_what_the_node_has() {
        node.mine(20);
        node.prune(7);
        FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, () -> read(rows(6), 5));
        assertEquals(List.of(6, 6), List.of(gap.lowest(), gap.highest()));
        gap = assertThrows(FollowException.Pruned.class, () -> read(rows(2), 5));
        assertEquals(List.of(2, 6), List.of(gap.lowest(), gap.highest()));
        assertEquals(rows(7), read(rows(7), 20));
    }

    @Test
    void w13_a_block_pruned_meanwhile_is_a_gap_only_once_the_node_says_so_of_itself() {
        node.mine(2);
        ChainInfo before = node.chainInfo();
        List<BlockRow> rows = rows(1);
        node.prune(2);
        assertThrows(RpcException.Unavailable.class, () -> batch.read(before, rows, 5));
        FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, () -> read(rows, 5));
        assertEquals(List.of(1, 1), List.of(gap.lowest(), gap.highest()));
        node.before(method -> {
            throw new RpcException.Rejected("getblock", -1, "Block not found on disk");
        });
        assertThrows(RpcException.Rejected.class, () -> batch.read(before, rows, 5));
    }

    @Test
    void w11_another_block_under_the_hash_asked_for_is_a_bad_reply() {
        node.mine(3);
        node.forge(rows(2).get(0).hash(), node.tip());
        assertThrows(RpcException.BadReply.class, () -> read(rows(1), 3));
        assertEquals(rows(3), read(rows(3), 1));
    }

    @Test
    void a_block_that_is_not_there_ends_the_batch() {
        node.mine(5);
        List<BlockRow> rows = rows(1);
        node.crashTo(3);
        assertEquals(rows.subList(0, 3), read(rows, 5));
    }

    @Test
    void w15_as_many_blocks_as_are_kept_are_read_ahead_of_the_one_that_is_due() {
        node.mine(40);
        AtomicInteger ahead = new AtomicInteger();
        try (BlockBatch counting = BlockBatch.on(task -> ahead.incrementAndGet(), node)) {
            counting.read(node.chainInfo(), rows(1), 1);
            assertEquals(Prefetch.MOST, ahead.get());
            counting.read(node.chainInfo(), rows(2), 1);
            assertEquals(Prefetch.MOST + 1, ahead.get());
        }
    }
}
