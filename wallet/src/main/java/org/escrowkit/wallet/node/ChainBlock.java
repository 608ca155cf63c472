package org.escrowkit.wallet.node;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;

/** A block to connect, with its place; the hash of both is the same. */
public record ChainBlock(BlockRow row, Block block) {
    public int height() {
        return row.height();
    }

    public Sha256Hash hash() {
        return row.hash();
    }
}
