package org.escrowkit.wallet.node;

import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;

/**
 * What time it is by the chain.
 *
 * @param block by which it is
 * @param medianTimePast the median of its time and those of the ten blocks before it (BIP113), which no single miner
 *     moves
 */
public record ChainTime(Sha256Hash block, Instant medianTimePast) {
    private static final int BLOCKS = 11;

    /**
     * The time by a block of the node's best chain.
     *
     * @throws RpcException if the node does not answer, or no longer has a block of this height
     */
    public static ChainTime at(BitcoinNode node, int height) {
        int lowest = Math.max(0, height - BLOCKS + 1);
        Sha256Hash first = node.blockHash(lowest)
                .orElseThrow(() -> new RpcException.BadReply("getblockhash", "no block of height " + lowest));
        List<BlockHeader> headers = node.headers(first, height - lowest + 1);
        List<Long> times = headers.stream().map(BlockHeader::time).sorted().toList();
        return new ChainTime(
                headers.get(headers.size() - 1).hash(), Instant.ofEpochSecond(times.get(times.size() / 2)));
    }
}
