package org.escrowkit.wallet.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * Follows the node's best chain by polling, and guarantees: applied in order, the updates keep the caller on one linked
 * chain; a block is taken back only when a conflicting chain has more work; and no block of the chain that the caller
 * ends up on was left out.
 *
 * <p>{@link #poll} changes nothing. The cursor moves at {@link #commit}, which the caller calls once it has stored the
 * update's effects and the new {@link BlockRow}s in one database transaction. After a crash before that transaction the
 * rows of {@link #resuming} are the old ones and the same step comes again; after a crash behind it they are the new
 * ones, and it does not. An update that is never committed is simply polled again.
 *
 * <p>It walks by hash: each block handed over names the one before it, checked on its bytes, and the work of a chain is
 * added up from its headers and must be what the node says. Each poll hands over a bounded number of blocks, so that a
 * caller far behind catches up step by step; a long reorg, too, may come as one {@code Reorged} and the rest as
 * {@code Extended}. For a single thread, the one writer.
 */
public final class ChainFollower implements AutoCloseable {
    /** Two days of blocks: how many rows are kept. A reorg may take back all of them but one. */
    public static final int WINDOW = 288;

    /** The most blocks handed over by one poll. */
    static final int BATCH = 32;

    private static final int LOOK_AHEAD = BATCH + Prefetch.MOST;

    private final BitcoinNode node;
    private final BlockBatch blocks;
    private ChainWindow window;
    private @Nullable TipUpdate polled;

    private ChainFollower(BitcoinNode node, BlockBatch blocks, ChainWindow window) {
        this.node = node;
        this.blocks = blocks;
        this.window = window;
    }

    /**
     * Starts at a block that counts as processed: the first one handed over is its child. Reads the rows below it from
     * the node, so that a reorg of the starting block itself is an ordinary update.
     *
     * @throws FollowException.StartUnknown if the node does not know the block
     */
    public static ChainFollower startingAt(BitcoinNode node, Sha256Hash start) {
        return resuming(node, rowsUpTo(node, start));
    }

    /** Goes on from stored rows, oldest first: the last of them is the cursor. Asks the node nothing yet. */
    public static ChainFollower resuming(BitcoinNode node, List<BlockRow> rows) {
        return new ChainFollower(node, BlockBatch.of(node), new ChainWindow(rows));
    }

    /** As {@link #resuming}, reading ahead on threads of the caller's. */
    public static ChainFollower resuming(BitcoinNode node, List<BlockRow> rows, Executor prefetching) {
        return new ChainFollower(node, BlockBatch.on(prefetching, node), new ChainWindow(rows));
    }

    private static List<BlockRow> rowsUpTo(BitcoinNode node, Sha256Hash start) {
        HeaderInfo top = node.header(start).orElseThrow(() -> new FollowException.StartUnknown(start.toString()));
        List<BlockRow> rows = top.isOnBestChain() ? rowsBelow(node, top) : List.of();
        return rows.isEmpty() ? rowsOneByOne(node, top) : rows;
    }

    private static List<BlockRow> rowsBelow(BitcoinNode node, HeaderInfo top) {
        int lowest = Math.max(0, top.height() - WINDOW + 1);
        List<BlockHeader> headers = node.blockHash(lowest)
                .map(hash -> node.headers(hash, top.height() - lowest + 1))
                .orElse(List.of());
        return HeaderChain.endingIn(top, headers, node.chainInfo().chain());
    }

    /** A block off the best chain can be walked down from only by the names that the headers give. */
    private static List<BlockRow> rowsOneByOne(BitcoinNode node, HeaderInfo top) {
        Deque<BlockRow> rows = new ArrayDeque<>();
        rows.add(top.row());
        while (rows.size() < WINDOW && !rows.getFirst().previous().equals(Sha256Hash.ZERO_HASH)) {
            Sha256Hash previous = rows.getFirst().previous();
            rows.addFirst(node.header(previous)
                    .orElseThrow(() -> new FollowException.StartUnknown(previous.toString()))
                    .row());
        }
        return List.copyOf(rows);
    }

    /** The newest block that the caller has processed. */
    public BlockRow cursor() {
        return window.newest();
    }

    /** What to store for {@link #resuming}: at most {@value #WINDOW} rows, oldest first, the cursor last. */
    public List<BlockRow> rows() {
        return window.rows();
    }

    /**
     * The next step towards the node's tip. Repeatable: without a commit the next poll starts from the same cursor.
     *
     * @throws FollowException.ReorgTooDeep if a heavier chain parts from ours below the oldest row
     * @throws FollowException.Pruned if the node has thrown away the blocks that come next
     * @throws RpcException if the node cannot be asked, or its answers do not fit together
     */
    public TipUpdate poll() {
        polled = null;
        TipUpdate update = look();
        polled = update;
        return update;
    }

    /** Moves the cursor over the update of the last poll, whose effects are now stored. */
    public void commit(TipUpdate update) {
        if (update != polled) {
            throw new IllegalStateException("not the update of the last poll, or committed before");
        }
        polled = null;
        window = after(update);
    }

    private ChainWindow after(TipUpdate update) {
        if (update instanceof TipUpdate.Extended extended) {
            return window.with(extended.connected(), WINDOW);
        }
        return update instanceof TipUpdate.Reorged reorged ? window.with(reorged.connected(), WINDOW) : window;
    }

    private TipUpdate look() {
        ChainInfo tip = node.chainInfo();
        if (tip.bestBlock().equals(cursor().hash())) {
            return new TipUpdate.Same(tip);
        }
        Optional<List<BlockRow>> above = above(cursor(), tip, LOOK_AHEAD);
        if (above.isPresent()) {
            List<ChainBlock> connected = blocks.read(tip, above.get(), BATCH);
            return connected.isEmpty() ? new TipUpdate.Same(tip) : new TipUpdate.Extended(tip, connected);
        }
        // Off the best chain or unknown proves no reorg: a node that fell back to its last flush says the same.
        if (tip.chainWork().compareTo(cursor().chainWork()) <= 0) {
            return new TipUpdate.NodeBehind(tip, cursor());
        }
        return reorged(tip);
    }

    /** What stands on this block on the node's best chain, checked; empty if that chain does not hold the block. */
    private Optional<List<BlockRow>> above(BlockRow row, ChainInfo tip, int most) {
        List<BlockHeader> headers = node.headers(row.hash(), 1 + most);
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        if (!headers.get(0).hash().equals(row.hash())) {
            throw new RpcException.BadReply("headers", "not from the block that was asked for");
        }
        List<BlockRow> rows = HeaderChain.above(row, headers.subList(1, headers.size()), tip.chain());
        rows.stream().filter(above -> above.hash().equals(tip.bestBlock())).forEach(top -> check(top, tip));
        return Optional.of(rows);
    }

    private static void check(BlockRow top, ChainInfo tip) {
        if (top.height() != tip.height() || !top.chainWork().equals(tip.chainWork())) {
            throw new RpcException.BadReply(
                    "getblockchaininfo", "height or work of the tip is not that of its headers: " + top);
        }
    }

    private TipUpdate reorged(ChainInfo tip) {
        Optional<BlockRow> common = window.highest(
                row -> node.header(row.hash()).filter(HeaderInfo::isOnBestChain).isPresent());
        if (common.isEmpty() && node.chainInfo().bestBlock().equals(tip.bestBlock())) {
            throw new FollowException.ReorgTooDeep(window.oldest(), tip);
        }
        Optional<BlockRow> fork = common;
        Deque<BlockRow> rival = new ArrayDeque<>(fork.map(row -> path(row, tip)).orElse(List.of()));
        while (!rival.isEmpty() && window.holds(rival.getFirst())) {
            fork = Optional.of(rival.removeFirst());
        }
        // What it told us a moment ago no longer holds, or is forgotten: it is restarting or being rewound. Hold.
        if (fork.isEmpty() || rival.isEmpty() || fork.get().equals(cursor())) {
            return new TipUpdate.NodeBehind(tip, cursor());
        }
        List<ChainBlock> connected = blocks.read(tip, List.copyOf(rival), BATCH);
        return connected.isEmpty()
                ? new TipUpdate.NodeBehind(tip, cursor())
                : new TipUpdate.Reorged(tip, window.above(fork.get()), connected);
    }

    /**
     * The first rows above the fork on the way to the tip whose work was compared; empty if the node has left that
     * chain. All of the way is walked and its work added up: only then is it known to be the heavier one.
     */
    private List<BlockRow> path(BlockRow fork, ChainInfo tip) {
        List<BlockRow> first = new ArrayList<>();
        BlockRow last = fork;
        while (last.height() < tip.height()) {
            int most = Math.min(BitcoinNode.MOST_HEADERS - 1, tip.height() - last.height());
            List<BlockRow> rows = above(last, tip, most).orElse(List.of());
            if (rows.isEmpty()) {
                return List.of();
            }
            rows.stream().limit(LOOK_AHEAD - first.size()).forEach(first::add);
            last = rows.get(rows.size() - 1);
        }
        return last.hash().equals(tip.bestBlock()) ? first : List.of();
    }

    /**
     * Ends the thread that reads ahead. A follower that is not closed leaves none behind either, after some seconds.
     */
    @Override
    public void close() {
        blocks.close();
    }
}
