package org.escrowkit.wallet.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.escrowkit.core.vault.Chain;

/**
 * Reads blocks that the caller has processed once more, for scripts that it has watched only since then. Guarantees of
 * what it hands over: the blocks of the heights asked for, oldest first, each standing on the one before, with the
 * proof of work that its header claims and bytes that have its hash; where the caller has rows, the blocks of those
 * rows and no others; and below them the blocks of the node's best chain, which held the caller's newest block both
 * before and after they were read.
 *
 * <p>So below the rows it is the node's word that these are the blocks under ours, and how much work is in them. It
 * remembers nothing but the bytes read ahead: the height to go on from is the caller's to store. For a single thread.
 */
public final class OldBlocks implements AutoCloseable {
    /** The most blocks handed over at once: as many headers as the node gives, less those for reading ahead. */
    static final int MOST = BitcoinNode.MOST_HEADERS - Prefetch.MOST;

    private final BitcoinNode node;
    private final BlockBatch blocks;

    private OldBlocks(BitcoinNode node, BlockBatch blocks) {
        this.node = node;
        this.blocks = blocks;
    }

    /** Asks the node nothing yet. */
    public static OldBlocks of(BitcoinNode node) {
        return new OldBlocks(node, BlockBatch.of(node));
    }

    /** As {@link #of}, reading ahead on threads of the caller's. */
    public static OldBlocks of(BitcoinNode node, Executor prefetching) {
        return new OldBlocks(node, BlockBatch.on(prefetching, node));
    }

    /**
     * The blocks from a height up to the one below {@code from + most}, but not above the newest row; fewer where they
     * are large. The next to read is then the one above the last of them.
     *
     * @param rows of the newest blocks that the caller has processed, oldest first, as {@link ChainFollower#rows} has
     *     them
     * @return empty if {@code from} is above the newest row, and if the node's best chain does not hold that row, or
     *     moved meanwhile: then poll it first
     * @throws FollowException.Pruned if the node has thrown away the blocks that come next
     * @throws RpcException if the node cannot be asked, or its answers do not fit together
     */
    public List<ChainBlock> read(int from, int most, List<BlockRow> rows) {
        if (from < 0 || most < 1) {
            throw new IllegalArgumentException(most + " blocks from height " + from);
        }
        ChainWindow ours = new ChainWindow(rows);
        ChainInfo tip = node.chainInfo();
        if (from > ours.newest().height() || !isOnBestChain(ours.newest())) {
            return List.of();
        }
        int count = Math.min(most, MOST);
        long ahead = (long) from + count + Prefetch.MOST - 1;
        int highest = (int) Math.min(ahead, ours.newest().height());
        List<ChainBlock> read = blocks.read(tip, rows(from, highest, ours, tip.chain()), count);
        // The last of them, too: it may be below our rows and have never been compared with them.
        boolean holds =
                read.isEmpty() || isOnBestChain(read.get(read.size() - 1).row());
        return holds && isOnBestChain(ours.newest()) ? read : List.of();
    }

    /** Ours, and below them what the node says; empty if it has moved. */
    private List<BlockRow> rows(int from, int highest, ChainWindow ours, Chain chain) {
        List<BlockRow> own = ours.rows().stream()
                .filter(row -> row.height() >= from && row.height() <= highest)
                .toList();
        int top = Math.min(highest, ours.oldest().height() - 1);
        if (from > top) {
            return own;
        }
        List<BlockRow> below = below(from, top, chain);
        if (below.isEmpty() || own.isEmpty()) {
            return below;
        }
        if (own.get(0).follows(below.get(below.size() - 1))) {
            return Stream.concat(below.stream(), own.stream()).toList();
        }
        if (isOnBestChain(ours.newest())) {
            throw new RpcException.BadReply("headers", "those below " + own.get(0) + " do not lead to it");
        }
        return List.of();
    }

    /** What stands at these heights of the best chain. */
    private List<BlockRow> below(int from, int highest, Chain chain) {
        int count = highest - from + 1;
        Optional<HeaderInfo> lowest = node.blockHash(from).flatMap(node::header).filter(HeaderInfo::isOnBestChain);
        lowest.ifPresent(header -> check(header, from));
        return lowest.map(header -> HeaderChain.startingIn(header, node.headers(header.hash(), count), chain))
                .filter(rows -> rows.size() == count)
                .orElse(List.of());
    }

    private boolean isOnBestChain(BlockRow row) {
        Optional<HeaderInfo> found = node.header(row.hash()).filter(HeaderInfo::isOnBestChain);
        found.ifPresent(header -> check(header, row.height()));
        return found.isPresent();
    }

    private static void check(HeaderInfo header, int height) {
        if (header.height() != height) {
            throw new RpcException.BadReply(
                    "getblockheader", "height " + header.height() + " instead of " + height + " for " + header.hash());
        }
    }

    /** Ends the thread that reads ahead. */
    @Override
    public void close() {
        blocks.close();
    }
}
