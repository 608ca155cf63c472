package org.escrowkit.wallet.node;

/** The follower cannot go on by itself: stop, move nothing, call a person. */
public abstract sealed class FollowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private FollowException(String message) {
        super(message);
    }

    /** A heavier chain parts from ours below the oldest block that we still know. Every further poll says so again. */
    public static final class ReorgTooDeep extends FollowException {
        private static final long serialVersionUID = 1;

        ReorgTooDeep(BlockRow oldest, ChainInfo node) {
            super("the node's chain up to " + node.bestBlock() + " at height " + node.height()
                    + " parts from ours below " + oldest);
        }
    }

    /** The node does not know the block to start at: another network, a wrong hash, or a node still syncing. */
    public static final class StartUnknown extends FollowException {
        private static final long serialVersionUID = 1;

        StartUnknown(String hash) {
            super("the node does not know the block to start at, " + hash);
        }
    }

    /** The node has thrown away blocks that we have not seen: it can never deliver them, but another node can. */
    public static final class Pruned extends FollowException {
        private static final long serialVersionUID = 1;

        private final int lowest;
        private final int highest;

        Pruned(int lowest, int highest) {
            super("the node has pruned blocks that we need: heights " + lowest + " to " + highest);
            this.lowest = lowest;
            this.highest = highest;
        }

        /** The height of the first block that is missing. */
        public int lowest() {
            return lowest;
        }

        /** The height of the last block that is missing. */
        public int highest() {
            return highest;
        }
    }
}
