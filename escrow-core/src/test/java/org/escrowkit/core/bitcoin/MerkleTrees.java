package org.escrowkit.core.bitcoin;

import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;

/** The Merkle root as Bitcoin defines it, flaw included, and blocks that commit to any root. */
public final class MerkleTrees {
    private MerkleTrees() {}

    public static Sha256Hash root(List<Transaction> transactions) {
        return rootOf(transactions.stream().map(Transaction::txid).toList());
    }

    /** Of any hashes, such as wtxids. */
    public static Sha256Hash rootOf(List<Sha256Hash> nodes) {
        if (nodes.size() == 1) {
            return nodes.get(0);
        }
        return rootOf(IntStream.range(0, (nodes.size() + 1) / 2)
                .mapToObj(i -> Sha256Hash.wrapReversed(Sha256Hash.hashTwice(
                        nodes.get(2 * i).serialize(),
                        nodes.get(Math.min(2 * i + 1, nodes.size() - 1)).serialize())))
                .toList());
    }

    /** A block with this Merkle root in its header, whatever its transactions are. */
    public static byte[] block(Sha256Hash root, List<Transaction> transactions) {
        ByteWriter out = new ByteWriter()
                .writeInt32(4)
                .writeReversedHash(Sha256Hash.ZERO_HASH)
                .writeReversedHash(root)
                .writeInt32(1_700_000_000)
                .writeInt32(0x207fffffL)
                .writeInt32(0)
                .writeCompactSize(transactions.size());
        transactions.forEach(transaction -> out.write(transaction.serialize()));
        return out.toByteArray();
    }
}
