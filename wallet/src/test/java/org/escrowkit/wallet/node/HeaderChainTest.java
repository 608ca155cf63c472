package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.Test;

class HeaderChainTest {
    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final List<BlockRow> rows;
    private final List<BlockHeader> headers;

    HeaderChainTest() {
        Sha256Hash last = node.genesis();
        for (int work : new int[] {3, 1, 2, 5, 1, 1}) {
            last = node.add(last, work, List.of());
        }
        node.moveTo(last);
        rows = node.path(last).stream().map(node::row).toList();
        headers = node.headers(node.genesis(), 7);
    }

    private HeaderInfo info(int height) {
        return node.header(rows.get(height).hash()).orElseThrow();
    }

    private static void refused(String words, Runnable call) {
        RpcException.BadReply refused = assertThrows(RpcException.BadReply.class, call::run);
        assertTrue(refused.toString().contains(words), refused.toString());
    }

    private static List<BlockRow> above(BlockRow lower, List<BlockHeader> headers) {
        return HeaderChain.above(lower, headers, Chain.REGTEST);
    }

    private static List<BlockRow> startingIn(HeaderInfo lowest, List<BlockHeader> headers) {
        return HeaderChain.startingIn(lowest, headers, Chain.REGTEST);
    }

    private static List<BlockRow> endingIn(HeaderInfo top, List<BlockHeader> headers) {
        return HeaderChain.endingIn(top, headers, Chain.REGTEST);
    }

    /** A header of twice the claim on the same block whose hash does not keep it. */
    private static BlockHeader lazy(BlockHeader honest) {
        for (int nonce = 0; ; nonce++) {
            BlockHeader header = BlockHeader.parse(new ByteWriter()
                    .writeInt32(1)
                    .writeReversedHash(honest.previous())
                    .writeReversedHash(honest.merkleRoot())
                    .writeInt32(honest.time())
                    .writeInt32(0x2000ffffL)
                    .writeInt32(nonce)
                    .toByteArray());
            if (!ProofOfWork.holds(Chain.REGTEST, header)) {
                return header;
            }
        }
    }

    @Test
    void w1_headers_become_rows_whose_work_is_added_up() {
        assertEquals(rows.subList(3, 7), above(rows.get(2), headers.subList(3, 7)));
        assertEquals(List.of(), above(rows.get(2), List.of()));
        assertEquals(rows, startingIn(info(0), headers));
        assertEquals(rows.subList(2, 4), startingIn(info(2), headers.subList(2, 4)));
        assertEquals(rows, endingIn(info(6), headers));
        assertEquals(rows.subList(4, 5), endingIn(info(4), headers.subList(4, 5)));
    }

    @Test
    void w11_a_header_that_stands_on_another_block_is_a_bad_reply() {
        List<BlockHeader> gap = new ArrayList<>(headers);
        gap.remove(4);
        refused("does not stand on", () -> above(rows.get(0), gap.subList(1, 6)));
        refused("does not stand on", () -> startingIn(info(2), gap.subList(2, 6)));
        refused("does not stand on", () -> endingIn(info(6), gap.subList(2, 6)));
    }

    @Test
    void w11_a_header_that_lacks_the_work_it_claims_is_a_bad_reply() {
        BlockHeader lazy = lazy(headers.get(3));
        refused("lacks the work", () -> above(rows.get(2), List.of(lazy)));
        HeaderInfo info = new HeaderInfo(lazy, 3, 1, BigInteger.valueOf(20));
        refused("lacks the work", () -> startingIn(info, List.of(lazy)));
    }

    @Test
    void w11_headers_from_another_block_than_asked_for_are_a_bad_reply_and_none_are_none() {
        refused("not from the block", () -> startingIn(info(2), headers.subList(3, 6)));
        assertEquals(List.of(), startingIn(info(2), List.of()));
    }

    @Test
    void headers_that_do_not_end_in_the_top_are_not_used() {
        assertEquals(List.of(), endingIn(info(6), List.of()));
        assertEquals(List.of(), endingIn(info(6), headers.subList(0, 6)));
        assertEquals(List.of(), endingIn(info(5), headers));
    }

    @Test
    void w11_a_height_or_work_of_the_top_that_cannot_be_is_a_bad_reply() {
        BigInteger work = rows.get(6).chainWork();
        BlockHeader top = headers.get(6);
        // More or fewer blocks than are below it, and no block in the middle whose height would be 0.
        refused("cannot be", () -> endingIn(new HeaderInfo(top, 7, 1, work), headers));
        refused("cannot be", () -> endingIn(new HeaderInfo(top, 5, 1, work), headers));
        refused("cannot be", () -> endingIn(new HeaderInfo(top, 4, 1, work), headers.subList(2, 7)));
        // Less than that of these headers: nothing is left for the lowest.
        refused("cannot be", () -> endingIn(new HeaderInfo(top, 6, 1, work.subtract(BigInteger.ONE)), headers));
        assertEquals(7, endingIn(new HeaderInfo(top, 6, 1, work), headers).size());
    }

    @Test
    void w2_one_confirmation_is_the_tip_and_none_is_no_best_chain() {
        BlockHeader header = headers.get(4);
        for (int confirmations = -1; confirmations < 3; confirmations++) {
            HeaderInfo info = new HeaderInfo(header, 4, confirmations, BigInteger.TEN);
            assertEquals(confirmations > 0, info.isOnBestChain());
            assertEquals(new BlockRow(4, header.hash(), header.previous(), BigInteger.TEN), info.row());
            assertEquals(rows.get(3).hash(), info.previous());
            assertEquals(Instant.ofEpochSecond(header.time()), info.time());
        }
        assertFalse(header.previous().equals(header.hash()));
    }
}
