package org.escrowkit.wallet.node;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a follower is.
 *
 * @param height of its cursor
 * @param target of the best header that the node knows of
 * @param blocksPerSecond of late; 0 while there is nothing to tell it from
 * @param left until the target at that speed; empty while that is not known
 */
public record CatchUp(int height, int target, double blocksPerSecond, Optional<Duration> left) {
    public boolean isDone() {
        return height >= target;
    }
}
