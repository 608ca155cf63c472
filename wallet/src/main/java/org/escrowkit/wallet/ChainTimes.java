package org.escrowkit.wallet;

import java.time.Instant;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.ChainTime;
import org.escrowkit.wallet.node.RpcException;

/** The time by the chain, asked for once for each tip. For any thread. */
final class ChainTimes {
    private final BitcoinNode node;
    private volatile ChainTime last = new ChainTime(Sha256Hash.ZERO_HASH, Instant.EPOCH);

    ChainTimes(BitcoinNode node) {
        this.node = node;
    }

    /** @throws RpcException if it is not known yet and the node does not answer */
    Instant at(BlockRef tip) {
        ChainTime known = last;
        if (!known.block().equals(tip.hash())) {
            known = ChainTime.at(node, tip.height());
            last = known;
        }
        return known.medianTimePast();
    }
}
