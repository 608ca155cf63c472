package org.escrowkit.core.ledger;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;

/**
 * The Merkle tree over the txids of a block.
 *
 * @param repeats whether two equal nodes that are both really there are siblings: then the same root stands over fewer
 *     transactions, too (CVE-2012-2459)
 * @param hasCoinbase whether the first transaction is one; the two hashes of an inner node, shown as a transaction,
 *     could only be if 36 bytes of them were given (CVE-2017-12842)
 */
record MerkleTree(Sha256Hash root, boolean repeats, boolean hasCoinbase) {
    private static final int HASH = Sha256Hash.LENGTH;
    private static final byte[] COINBASE_OUTPOINT = coinbaseOutpoint();

    /** @throws org.escrowkit.core.bitcoin.MalformedException unless these bytes are one whole block */
    static MerkleTree of(byte[] block) {
        Leaves leaves = new Leaves();
        new BlockWalk(leaves).walk(block);
        return climb(leaves.txids.toByteArray(), leaves.hasCoinbase);
    }

    private static MerkleTree climb(byte[] txids, boolean hasCoinbase) {
        boolean repeats = false;
        byte[] level = txids;
        while (level.length > HASH) {
            byte[] parents = new byte[(level.length + HASH) / (2 * HASH) * HASH];
            for (int at = 0; at < parents.length; at += HASH) {
                int left = 2 * at;
                int right = left + HASH;
                if (right == level.length) {
                    // The last of an odd number is its own sibling.
                    right = left;
                } else {
                    repeats |= Arrays.equals(level, left, right, level, right, right + HASH);
                }
                put(Sha256Hash.hashTwice(level, left, HASH, level, right, HASH), parents, at);
            }
            level = parents;
        }
        return new MerkleTree(Sha256Hash.wrapReversed(level), repeats, hasCoinbase);
    }

    private static void put(byte[] hash, byte[] level, int at) {
        for (int i = 0; i < HASH; i++) {
            level[at + i] = hash[i];
        }
    }

    private static byte[] coinbaseOutpoint() {
        byte[] outpoint = new byte[OutpointIndex.SIZE];
        Arrays.fill(outpoint, HASH, outpoint.length, (byte) 0xff);
        return outpoint;
    }

    private static final class Leaves implements BlockWalk.Visitor {
        private final ByteArrayOutputStream txids = new ByteArrayOutputStream();
        private boolean hasCoinbase;

        @Override
        public void transaction(byte[] block, int start, int body, int bodyEnd, int end) {
            if (txids.size() == 0) {
                hasCoinbase = isCoinbase(block, body);
            }
            txids.writeBytes(txid(block, start, body, bodyEnd, end));
        }

        private static boolean isCoinbase(byte[] block, int body) {
            return block[body] == 1
                    && Arrays.equals(
                            block, body + 1, body + 1 + OutpointIndex.SIZE, COINBASE_OUTPOINT, 0, OutpointIndex.SIZE);
        }

        /** Of the bytes without marker, flag and witnesses, in wire order. */
        private static byte[] txid(byte[] block, int start, int body, int bodyEnd, int end) {
            if (body - start == Integer.BYTES) {
                return Sha256Hash.hashTwice(block, start, end - start);
            }
            // Marker, flag and witnesses leave room for the version and the locktime beside the body.
            byte[] stripped = Arrays.copyOfRange(block, body - Integer.BYTES, bodyEnd + Integer.BYTES);
            for (int i = 0; i < Integer.BYTES; i++) {
                stripped[i] = block[start + i];
                stripped[stripped.length - Integer.BYTES + i] = block[end - Integer.BYTES + i];
            }
            return Sha256Hash.hashTwice(stripped);
        }
    }
}
