package org.escrowkit.wallet.node;

import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;

/** What time it is by the chain. */
public final class ChainTime {
    private static final int BLOCKS = 11;

    private ChainTime() {}

    /**
     * The median of the times of a block and the ten before it (BIP113), which no single miner moves.
     *
     * @param height of the best chain
     * @throws RpcException if the node does not answer, or no longer has a block of this height
     */
    public static Instant medianTimePast(BitcoinNode node, int height) {
        int lowest = Math.max(0, height - BLOCKS + 1);
        Sha256Hash first = node.blockHash(lowest)
                .orElseThrow(() -> new RpcException.BadReply("getblockhash", "no block of height " + lowest));
        List<Long> times = node.headers(first, height - lowest + 1).stream()
                .map(BlockHeader::time)
                .sorted()
                .toList();
        return Instant.ofEpochSecond(times.get(times.size() / 2));
    }
}
