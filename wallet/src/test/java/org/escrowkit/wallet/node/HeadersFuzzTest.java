package org.escrowkit.wallet.node;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.Test;

/** Headers as REST gives them, up to rows of a chain. */
class HeadersFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, HeadersFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), HeadersFuzzTest::check);
    }

    static List<byte[]> seeds() {
        FakeBitcoinNode node = new FakeBitcoinNode();
        node.mine(4);
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        node.path(node.tip()).forEach(hash -> chain.write(node.block(hash).orElseThrow(), 0, BlockHeader.SIZE));
        return List.of(chain.toByteArray(), HexFormat.of().parseHex(CannedNode.GENESIS_BLOCK.substring(0, 160)));
    }

    private static void check(byte[] input) {
        accepted(() -> BlockBytes.headers(input), IllegalArgumentException.class)
                .filter(headers -> !headers.isEmpty())
                .ifPresent(HeadersFuzzTest::checkChain);
        accepted(() -> BlockBytes.hash(input), IllegalArgumentException.class);
    }

    private static void checkChain(List<BlockHeader> headers) {
        Sha256Hash below = headers.get(0).previous();
        BlockRow lower = new BlockRow(0, below, Sha256Hash.ZERO_HASH, BigInteger.ONE);
        accepted(() -> HeaderChain.above(lower, headers, Chain.REGTEST), RpcException.class)
                .ifPresent(rows -> {
                    BlockRow last = lower;
                    for (BlockRow row : rows) {
                        assertTrue(row.follows(last));
                        last = row;
                    }
                    assertEquals(headers.size(), rows.size());
                });
    }
}
