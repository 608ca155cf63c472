package org.escrowkit.wallet.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;

/** What a block's bytes say of themselves without being read. */
final class BlockBytes {
    /** No block is larger: its weight is at most 4,000,000, and no byte weighs less than 1. */
    static final int MOST = 4_000_000;

    private BlockBytes() {}

    /** The hash of the header that they begin with. */
    static Sha256Hash hash(byte[] block) {
        if (block.length <= BlockHeader.SIZE || block.length > MOST) {
            throw new IllegalArgumentException(block.length + " bytes are no block");
        }
        return Sha256Hash.wrapReversed(Sha256Hash.hashTwice(block, 0, BlockHeader.SIZE));
    }

    /** The headers that stand one after another in these bytes. */
    static List<BlockHeader> headers(byte[] bytes) {
        if (bytes.length % BlockHeader.SIZE != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are not whole headers");
        }
        List<BlockHeader> headers = new ArrayList<>(bytes.length / BlockHeader.SIZE);
        for (int at = 0; at < bytes.length; at += BlockHeader.SIZE) {
            headers.add(BlockHeader.parse(Arrays.copyOfRange(bytes, at, at + BlockHeader.SIZE)));
        }
        return headers;
    }
}
