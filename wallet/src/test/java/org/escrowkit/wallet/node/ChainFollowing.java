package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Following a fake node. */
abstract class ChainFollowing {
    final FakeBitcoinNode node = new FakeBitcoinNode();
    private @Nullable ChainFollower follower;

    /** A follower whose cursor is the node's tip after so many blocks. */
    final ChainFollower followerAt(int height) {
        node.mine(height);
        follower = ChainFollower.startingAt(node, node.tip());
        return follower;
    }

    @AfterEach
    final void close() {
        if (follower != null) {
            follower.close();
        }
    }

    static <T extends TipUpdate> T polled(Class<T> type, ChainFollower follower) {
        return assertInstanceOf(type, follower.poll());
    }

    static List<Sha256Hash> hashes(List<ChainBlock> blocks) {
        return blocks.stream().map(ChainBlock::hash).toList();
    }

    /** The node's best chain from this height up. */
    final List<Sha256Hash> best(int from) {
        List<Sha256Hash> path = node.path(node.tip());
        return path.subList(from, path.size());
    }
}
