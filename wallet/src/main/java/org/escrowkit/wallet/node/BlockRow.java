package org.escrowkit.wallet.node;

import java.math.BigInteger;
import org.bitcoinj.base.Sha256Hash;

/**
 * What the follower keeps of a block, and what a store keeps for it.
 *
 * @param previous all zeros for the genesis block
 * @param chainWork expected hashes from the genesis block up to and with this one
 */
public record BlockRow(int height, Sha256Hash hash, Sha256Hash previous, BigInteger chainWork) {
    /** Whether this block stands directly on that one and adds work to it. */
    boolean follows(BlockRow lower) {
        return previous.equals(lower.hash) && height == lower.height + 1 && chainWork.compareTo(lower.chainWork) > 0;
    }

    @Override
    public String toString() {
        return height + ":" + hash;
    }
}
