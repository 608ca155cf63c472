package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.time.Instant;
import java.util.OptionalInt;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;

/**
 * The node's view of the chain at one moment. {@link NodeStatus} says what it is worth.
 *
 * @param height of the best block; the genesis block is 0
 * @param headers the height of the best header known, whose block may still be on its way
 * @param chainWork expected hashes in the best chain, the genesis block's included
 * @param tipTime the best block's, by its miner, who may be two hours off
 * @param initialBlockDownload whether the node itself says that it is still catching up
 * @param pruneHeight of the lowest block whose transactions the node still has; empty if it keeps them all
 */
public record ChainInfo(
        Chain chain,
        int height,
        int headers,
        Sha256Hash bestBlock,
        BigInteger chainWork,
        Instant tipTime,
        boolean initialBlockDownload,
        OptionalInt pruneHeight) {

    /** Whether the node has every block it has heard of. A tip can still be stale. */
    public boolean isCaughtUp() {
        return !initialBlockDownload && headers <= height;
    }
}
