package org.escrowkit.core.ledger;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.MalformedException;

/**
 * Whether a block is the one that was asked for, whoever sent it. Pure functions of its bytes, apart from each other:
 * of the header alone two hashes are taken; of the transactions, all, which may be done on another thread than the
 * scan.
 *
 * <p>Not asked is what only a node can tell: whether the claimed target is the one that the chain's difficulty demands,
 * and whether the transactions are valid.
 */
public final class BlockCheck {
    private BlockCheck() {}

    /**
     * Checks the header's hash, its predecessor and its proof of work.
     *
     * @param powLimit the easiest target that the chain allows
     * @throws MalformedException if there are fewer than 80 bytes
     */
    public static Optional<BlockFault> header(byte[] block, Sha256Hash hash, Sha256Hash previous, BigInteger powLimit) {
        BlockHeader header = headerOf(block);
        if (!header.hash().equals(hash)) {
            return Optional.of(BlockFault.OTHER_HASH);
        }
        if (!header.previous().equals(previous)) {
            return Optional.of(BlockFault.OTHER_PREVIOUS);
        }
        Optional<BigInteger> target = CompactTarget.expand(header.bits());
        if (target.isEmpty() || target.get().compareTo(powLimit) > 0) {
            return Optional.of(BlockFault.BAD_TARGET);
        }
        return new BigInteger(1, hash.getBytes()).compareTo(target.get()) > 0
                ? Optional.of(BlockFault.TOO_LITTLE_WORK)
                : Optional.empty();
    }

    /**
     * Checks that the transactions of a block are those that its header commits to.
     *
     * @throws MalformedException with the offset, unless these bytes are one whole block of at most 4,000,000 bytes
     */
    public static Optional<BlockFault> transactions(byte[] block) {
        MerkleTree tree = MerkleTree.of(block);
        if (!tree.root().equals(headerOf(block).merkleRoot())) {
            return Optional.of(BlockFault.OTHER_TRANSACTIONS);
        }
        if (tree.repeats()) {
            return Optional.of(BlockFault.REPEATED_TRANSACTIONS);
        }
        return tree.hasCoinbase() ? Optional.empty() : Optional.of(BlockFault.NO_COINBASE);
    }

    private static BlockHeader headerOf(byte[] block) {
        return BlockHeader.parse(Arrays.copyOf(block, Math.min(block.length, BlockHeader.SIZE)));
    }
}
