package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * A block's header and the place the node gives it.
 *
 * @param previous all zeros for the genesis block
 * @param confirmations 1 for the tip; -1 off the best chain, which alone proves no reorg
 * @param chainWork expected hashes from the genesis block up to and with this one
 * @param time the miner's, which may be two hours off
 * @param next the block above it, if this one is on the best chain and not its tip
 */
public record HeaderInfo(
        Sha256Hash hash,
        Sha256Hash previous,
        int height,
        int confirmations,
        BigInteger chainWork,
        Instant time,
        Optional<Sha256Hash> next) {

    /** Whether the node's best chain held this block when it was asked. */
    public boolean isOnBestChain() {
        return confirmations >= 1;
    }

    BlockRow row() {
        return new BlockRow(height, hash, previous, chainWork);
    }
}
