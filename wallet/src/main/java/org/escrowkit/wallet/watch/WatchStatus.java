package org.escrowkit.wallet.watch;

import java.time.Instant;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.CatchUp;
import org.escrowkit.wallet.node.ChainInfo;
import org.escrowkit.wallet.node.NodeStatus;

/**
 * What a watcher knows after a poll. Deposits in blocks are certain in every one of these; only where it is
 * {@link Current} do they say anything about now, and only then may a loan be judged by what is missing.
 */
public sealed interface WatchStatus {
    /** The block up to which all is known, late scripts excepted. */
    BlockRow cursor();

    /** Whether the next poll has work to do at once. */
    default boolean isWorking() {
        return this instanceof CatchingUp || this instanceof Backfilling || this instanceof ReadingMempool;
    }

    /** Everything is known up to the tip of a node that is itself up to date. */
    record Current(BlockRow cursor, NodeStatus.Current node) implements WatchStatus {}

    /** Blocks of the node's chain are still to be connected. */
    record CatchingUp(BlockRow cursor, CatchUp progress) implements WatchStatus {}

    /**
     * Old blocks are looked at for scripts that were registered late.
     *
     * @param next the height of the next one of these; the cursor's is where it ends
     */
    record Backfilling(BlockRow cursor, int next) implements WatchStatus {}

    /**
     * The chain is followed, but the node has thrown away old blocks that scripts registered late are to be looked for
     * in. Another node has them, or this one after {@code getblockfrompeer}; until then nothing is known of what these
     * scripts were paid there.
     *
     * @param lowest height of the first block that is missing
     * @param highest height of the last one
     */
    record OldBlocksPruned(BlockRow cursor, int lowest, int highest) implements WatchStatus {}

    /**
     * The mempool is not read to its end yet.
     *
     * @param unread transactions that are left
     */
    record ReadingMempool(BlockRow cursor, int unread) implements WatchStatus {}

    /** All that the node has is known, but it is itself still syncing, or has heard of no block for too long. */
    record NodeNotCurrent(BlockRow cursor, NodeStatus node) implements WatchStatus {}

    /**
     * The node's chain does not hold our tip and has no more work: nothing is revoked. If it lasts, look at the node.
     */
    record NodeBehind(BlockRow cursor, ChainInfo node) implements WatchStatus {}

    /**
     * Another process leads and does the work; this one takes over when that one's lease ends.
     *
     * @param cursor of the leader, as it is stored
     * @param leader the name that its store was opened with
     * @param until the end of its lease by the database's clock, unless it renews it
     */
    record StandingBy(BlockRow cursor, String leader, Instant until) implements WatchStatus {}
}
