package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.time.Instant;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;

/**
 * A block's header and the place the node gives it.
 *
 * @param confirmations 1 for the tip; -1 off the best chain, which alone proves no reorg
 * @param chainWork expected hashes from the genesis block up to and with this one
 */
public record HeaderInfo(BlockHeader header, int height, int confirmations, BigInteger chainWork) {

    public Sha256Hash hash() {
        return header.hash();
    }

    /** All zeros for the genesis block. */
    public Sha256Hash previous() {
        return header.previous();
    }

    /** The miner's, which may be two hours off. */
    public Instant time() {
        return Instant.ofEpochSecond(header.time());
    }

    /** Whether the node's best chain held this block when it was asked. */
    public boolean isOnBestChain() {
        return confirmations >= 1;
    }

    BlockRow row() {
        return new BlockRow(height, hash(), previous(), chainWork);
    }
}
