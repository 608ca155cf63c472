package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.junit.jupiter.api.Test;

/** Blocks and headers as bytes, and what stands for them. */
class BlockBytesTest {
    private final FakeBitcoinNode node = new FakeBitcoinNode();

    @Test
    void w11_the_hash_of_a_block_is_that_of_its_first_80_bytes() {
        byte[] block = node.block(node.tip()).orElseThrow();
        assertEquals(node.tip(), BlockBytes.hash(block));
        assertEquals(node.tip(), BlockBytes.hash(Arrays.copyOf(block, BlockHeader.SIZE + 1)));
        assertEquals(node.tip(), BlockBytes.hash(Arrays.copyOf(block, BlockBytes.MOST)));
        for (int size : List.of(0, BlockHeader.SIZE, BlockBytes.MOST + 1)) {
            byte[] none = Arrays.copyOf(block, size);
            assertThrows(IllegalArgumentException.class, () -> BlockBytes.hash(none));
        }
    }

    @Test
    void headers_stand_one_after_another_and_none_is_cut() {
        node.mine(1);
        byte[] lower = node.block(node.genesis()).orElseThrow();
        byte[] upper = node.block(node.tip()).orElseThrow();
        byte[] both = Arrays.copyOf(lower, 2 * BlockHeader.SIZE);
        System.arraycopy(upper, 0, both, BlockHeader.SIZE, BlockHeader.SIZE);
        assertEquals(node.headers(node.genesis(), 2), BlockBytes.headers(both));
        assertEquals(List.of(), BlockBytes.headers(new byte[0]));
        byte[] cut = Arrays.copyOf(both, both.length - 1);
        assertThrows(IllegalArgumentException.class, () -> BlockBytes.headers(cut));
    }

    @Test
    void a_block_stands_for_its_row_and_says_how_large_it_is() {
        node.mine(1);
        ChainBlock lower = new ChainBlock(node.row(node.genesis()), new byte[5]);
        ChainBlock upper = new ChainBlock(node.row(node.tip()), new byte[5]);
        assertEquals(lower, new ChainBlock(lower.row(), new byte[6]));
        assertEquals(lower.hashCode(), new ChainBlock(lower.row(), new byte[6]).hashCode());
        assertNotEquals(lower, upper);
        assertNotEquals(lower.hashCode(), upper.hashCode());
        assertNotEquals(lower, (Object) lower.row());
        assertEquals("0:" + node.genesis() + " (5 bytes)", lower.toString());
        assertThrows(RpcException.BadReply.class, lower::block);
        byte[] bytes = node.block(node.tip()).orElseThrow();
        assertEquals(node.tip(), new ChainBlock(upper.row(), bytes).block().hash());
    }

    @Test
    void w1_a_row_follows_the_one_it_names_if_it_is_one_higher_and_adds_work() {
        Sha256Hash lowerHash = Sha256Hash.of(new byte[1]);
        Sha256Hash upperHash = Sha256Hash.of(new byte[2]);
        BlockRow lower = new BlockRow(5, lowerHash, Sha256Hash.ZERO_HASH, BigInteger.TEN);
        BigInteger more = BigInteger.valueOf(11);
        assertTrue(new BlockRow(6, upperHash, lowerHash, more).follows(lower));
        List.of(
                        new BlockRow(6, upperHash, upperHash, more),
                        new BlockRow(5, upperHash, lowerHash, more),
                        new BlockRow(7, upperHash, lowerHash, more),
                        new BlockRow(6, upperHash, lowerHash, BigInteger.TEN),
                        new BlockRow(6, upperHash, lowerHash, BigInteger.ONE))
                .forEach(row -> assertTrue(!row.follows(lower), row.toString()));
    }
}
