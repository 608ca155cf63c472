package org.escrowkit.wallet.node;

import java.math.BigInteger;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;

/**
 * The node's view of the chain at one moment.
 *
 * @param height of the best block; the genesis block is 0
 * @param headers the height of the best header known, whose block may still be on its way
 * @param chainWork expected hashes in the best chain, the genesis block's included
 * @param initialBlockDownload whether the node itself says that it is still catching up
 */
public record ChainInfo(
        Chain chain,
        int height,
        int headers,
        Sha256Hash bestBlock,
        BigInteger chainWork,
        boolean initialBlockDownload) {

    /** Whether the node has every block it has heard of. A tip can still be stale: compare its header's time. */
    public boolean isCaughtUp() {
        return !initialBlockDownload && headers <= height;
    }
}
