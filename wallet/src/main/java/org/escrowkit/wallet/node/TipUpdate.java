package org.escrowkit.wallet.node;

import java.util.List;

/** One step from where the caller stands towards the node's tip. Only {@link Reorged} revokes anything. */
public sealed interface TipUpdate {
    /** What the node said of its chain before the step was worked out: its height less the cursor's is the lag. */
    ChainInfo node();

    /** There is nothing to connect. */
    record Same(ChainInfo node) implements TipUpdate {}

    /**
     * The chain grew on the cursor.
     *
     * @param connected at least one, oldest first, the first directly on the cursor; not always up to the node's tip
     */
    record Extended(ChainInfo node, List<ChainBlock> connected) implements TipUpdate {
        public Extended {
            connected = List.copyOf(connected);
        }
    }

    /**
     * A chain with more work than the cursor's parts from it.
     *
     * @param disconnected at least one, newest first, beginning with the cursor; may reach below the starting block,
     *     where nothing was handed over
     * @param connected at least one, oldest first, the first directly on the block below the last disconnected one; not
     *     always up to the node's tip
     */
    record Reorged(ChainInfo node, List<BlockRow> disconnected, List<ChainBlock> connected) implements TipUpdate {
        public Reorged {
            disconnected = List.copyOf(disconnected);
            connected = List.copyOf(connected);
        }
    }

    /**
     * The node's chain does not hold the cursor and has no more work than it: a node that fell back, resyncs, or
     * follows a weaker rival. Hold and, if it lasts, alarm; nothing is revoked.
     */
    record NodeBehind(ChainInfo node, BlockRow cursor) implements TipUpdate {}
}
