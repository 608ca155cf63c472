package org.escrowkit.wallet.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
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
 * <p>It walks by hash: each block handed over names the one before it, checked on its bytes. Each poll hands over a
 * bounded number of blocks, so that a caller far behind catches up step by step; a long reorg, too, may come as one
 * {@code Reorged} and the rest as {@code Extended}. For a single thread, the one writer.
 */
public final class ChainFollower {
    /** Two days of blocks: how many rows are kept. A reorg may take back all of them but one. */
    public static final int WINDOW = 288;

    /** Blocks handed over by one poll; a full one takes megabytes. */
    static final int BATCH = 16;

    private final BitcoinNode node;
    private ChainWindow window;
    private @Nullable TipUpdate polled;

    private ChainFollower(BitcoinNode node, ChainWindow window) {
        this.node = node;
        this.window = window;
    }

    /**
     * Starts at a block that counts as processed: the first one handed over is its child. Reads the rows below it from
     * the node, so that a reorg of the starting block itself is an ordinary update.
     *
     * @throws FollowException.StartUnknown if the node does not know the block
     */
    public static ChainFollower startingAt(BitcoinNode node, Sha256Hash start) {
        Deque<BlockRow> rows = new ArrayDeque<>();
        Sha256Hash hash = start;
        while (rows.size() < WINDOW && !hash.equals(Sha256Hash.ZERO_HASH)) {
            BlockRow row = node.header(hash)
                    .orElseThrow(() -> new FollowException.StartUnknown(start.toString()))
                    .row();
            rows.addFirst(row);
            hash = row.previous();
        }
        return resuming(node, List.copyOf(rows));
    }

    /** Goes on from stored rows, oldest first: the last of them is the cursor. Asks the node nothing yet. */
    public static ChainFollower resuming(BitcoinNode node, List<BlockRow> rows) {
        return new ChainFollower(node, new ChainWindow(rows));
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
        Optional<HeaderInfo> cursor = node.header(cursor().hash());
        if (cursor.isPresent() && cursor.get().isOnBestChain()) {
            return extended(tip, cursor.get());
        }
        // Off the best chain or unknown proves no reorg: a node that fell back to its last flush says the same.
        if (tip.chainWork().compareTo(cursor().chainWork()) <= 0) {
            return new TipUpdate.NodeBehind(tip, cursor());
        }
        return reorged(tip);
    }

    /** Upwards from the cursor, as long as the node says that what it names is on its best chain. */
    private TipUpdate extended(ChainInfo tip, HeaderInfo cursor) {
        List<ChainBlock> connected = new ArrayList<>();
        BlockRow last = cursor();
        Optional<HeaderInfo> next = cursor.next().flatMap(node::header);
        while (connected.size() < BATCH && next.isPresent() && next.get().isOnBestChain()) {
            Optional<ChainBlock> block = blockOn(last, next.get());
            if (block.isEmpty()) {
                break;
            }
            connected.add(block.get());
            last = block.get().row();
            next = next.get().next().flatMap(node::header);
        }
        return connected.isEmpty() ? new TipUpdate.Same(tip) : new TipUpdate.Extended(tip, connected);
    }

    /**
     * Downwards from the heavier tip to a row of ours. Headers that are named by hash cannot change under the walk, as
     * heights and the word "best" can; so the chain found is the one whose work was compared.
     */
    private TipUpdate reorged(ChainInfo tip) {
        Deque<HeaderInfo> lowest = new ArrayDeque<>();
        Optional<HeaderInfo> header = node.header(tip.bestBlock());
        int height = tip.height();
        while (header.isPresent() && !window.holds(height, header.get().hash())) {
            checkHeight(header.get(), height);
            if (height <= window.oldest().height()) {
                throw new FollowException.ReorgTooDeep(window.oldest(), tip);
            }
            lowest.addFirst(header.get());
            if (lowest.size() > BATCH) {
                lowest.removeLast();
            }
            height--;
            header = node.header(header.get().previous());
        }
        // What it told us a moment ago no longer holds, or is forgotten: it is restarting or being rewound. Hold.
        if (header.isEmpty() || height == cursor().height()) {
            return new TipUpdate.NodeBehind(tip, cursor());
        }
        List<ChainBlock> connected = blocksOn(window.at(height), lowest);
        return connected.isEmpty()
                ? new TipUpdate.NodeBehind(tip, cursor())
                : new TipUpdate.Reorged(tip, window.above(height), connected);
    }

    private List<ChainBlock> blocksOn(BlockRow fork, Iterable<HeaderInfo> headers) {
        List<ChainBlock> connected = new ArrayList<>();
        BlockRow last = fork;
        for (HeaderInfo header : headers) {
            Optional<ChainBlock> block = blockOn(last, header);
            if (block.isEmpty()) {
                break;
            }
            connected.add(block.get());
            last = block.get().row();
        }
        return connected;
    }

    private Optional<ChainBlock> blockOn(BlockRow lower, HeaderInfo header) {
        BlockRow row = header.row();
        if (!row.follows(lower)) {
            throw new RpcException.BadReply("getblockheader", row + " does not stand on " + lower);
        }
        Optional<Block> block = node.block(row.hash());
        if (block.isPresent()
                && !(block.get().hash().equals(row.hash())
                        && block.get().previous().equals(lower.hash()))) {
            throw new RpcException.BadReply("getblock", "not the block " + row + " on " + lower);
        }
        return block.map(bytes -> new ChainBlock(row, bytes));
    }

    private static void checkHeight(HeaderInfo header, int height) {
        if (header.height() != height) {
            throw new RpcException.BadReply("getblockheader", header.row() + " where height " + height + " was due");
        }
    }
}
