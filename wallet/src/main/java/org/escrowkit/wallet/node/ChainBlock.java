package org.escrowkit.wallet.node;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * A block to connect, with its place. Its bytes begin with the header that has the row's hash; whether the transactions
 * behind it are those of its Merkle root is for their reader to check. Equal by row, since the hash stands for the
 * rest.
 */
public final class ChainBlock {
    private final BlockRow row;
    private final byte[] bytes;

    ChainBlock(BlockRow row, byte[] bytes) {
        this.row = row;
        this.bytes = bytes;
    }

    public BlockRow row() {
        return row;
    }

    public int height() {
        return row.height();
    }

    public Sha256Hash hash() {
        return row.hash();
    }

    /** The whole block as it is sent over the network. Not a copy, for it takes megabytes: not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The block read in full, anew at each call.
     *
     * @throws RpcException.BadReply if its transactions are malformed or not those of its Merkle root
     */
    public Block block() {
        try {
            return Block.parse(bytes);
        } catch (MalformedException e) {
            throw new RpcException.BadReply("getblock", "block " + row + ", " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChainBlock that && row.equals(that.row);
    }

    @Override
    public int hashCode() {
        return row.hashCode();
    }

    @Override
    public String toString() {
        return row + " (" + bytes.length + " bytes)";
    }
}
