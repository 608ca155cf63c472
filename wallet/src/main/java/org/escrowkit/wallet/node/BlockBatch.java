package org.escrowkit.wallet.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.bitcoinj.base.Sha256Hash;

/** Reads the blocks of known rows: a bounded number of them at a time, those behind them ahead. For a single thread. */
final class BlockBatch implements AutoCloseable {
    /** The bytes of one batch, which its last block may exceed. */
    static final long MOST_BYTES = 32_000_000;

    private final Prefetch prefetch;

    private BlockBatch(Prefetch prefetch) {
        this.prefetch = prefetch;
    }

    static BlockBatch of(BitcoinNode node) {
        return new BlockBatch(Prefetch.of(node));
    }

    /** Reads ahead on threads of the caller's. */
    static BlockBatch on(Executor executor, BitcoinNode node) {
        return new BlockBatch(Prefetch.on(executor, node));
    }

    /**
     * The first blocks of these rows, at most so many; fewer where they are large, and where the node does not have one
     * of them now. Those behind them are read on meanwhile.
     *
     * @param node how far it has pruned
     * @throws FollowException.Pruned if the node has thrown away one of them, by what it says of itself
     * @throws RpcException.Unavailable if it has only said so of the block: then ask it anew how far it has pruned
     */
    List<ChainBlock> read(ChainInfo node, List<BlockRow> rows, int most) {
        List<ChainBlock> blocks = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < rows.size() && i < most && bytes < MOST_BYTES; i++) {
            Optional<ChainBlock> block = block(node, rows.get(i), rows.subList(i + 1, rows.size()));
            if (block.isEmpty()) {
                break;
            }
            blocks.add(block.get());
            bytes += block.get().bytes().length;
        }
        return blocks;
    }

    private Optional<ChainBlock> block(ChainInfo node, BlockRow row, List<BlockRow> next) {
        if (row.height() < node.pruneHeight().orElse(0)) {
            throw new FollowException.Pruned(row.height(), node.pruneHeight().orElse(0) - 1);
        }
        Optional<byte[]> bytes;
        try {
            bytes = prefetch.take(row.hash(), hashes(next));
        } catch (RpcException.Rejected e) {
            // Since the node was asked how far it had pruned, or it is confused. What it says next time counts.
            throw e.reason().contains("pruned")
                    ? new RpcException.Unavailable("getblock", "pruned meanwhile, it says: " + row, e)
                    : e;
        }
        bytes.ifPresent(read -> check(read, row));
        return bytes.map(read -> new ChainBlock(row, read));
    }

    private static void check(byte[] bytes, BlockRow row) {
        try {
            if (BlockBytes.hash(bytes).equals(row.hash())) {
                return;
            }
        } catch (IllegalArgumentException noBlock) {
            throw new RpcException.BadReply("getblock", "not the block " + row, noBlock);
        }
        throw new RpcException.BadReply("getblock", "not the block " + row);
    }

    private static List<Sha256Hash> hashes(List<BlockRow> rows) {
        return rows.stream().limit(Prefetch.MOST).map(BlockRow::hash).toList();
    }

    @Override
    public void close() {
        prefetch.close();
    }
}
