package org.escrowkit.wallet.node;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the node's word about the present goes. A value and no failure: a deposit in a block of years ago is as true
 * on a node that still syncs, but no loan may be judged on what it says of today.
 */
public sealed interface NodeStatus {
    /** It has all blocks it has heard of, and the newest is young enough. */
    record Current(Duration tipAge) implements NodeStatus {}

    /** It is still fetching blocks: {@code headers} is how far it has to go, as far as it knows. */
    record Syncing(int height, int headers) implements NodeStatus {}

    /** It believes to be at the tip, but has heard of no block for too long: cut off, or a rare long wait. */
    record StaleTip(Duration tipAge) implements NodeStatus {}

    /** @param staleAfter the greatest age of a tip; blocks are an hour apart once in 400, two hours once in 160,000 */
    static NodeStatus of(ChainInfo node, Instant now, Duration staleAfter) {
        if (!node.isCaughtUp()) {
            return new Syncing(node.height(), node.headers());
        }
        Duration age = Duration.between(node.tipTime(), now);
        return age.compareTo(staleAfter) > 0 ? new StaleTip(age) : new Current(age);
    }
}
