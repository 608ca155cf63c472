package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a quorum is, at the moment it was asked: a value that costs nothing to get and that any thread may get.
 *
 * @param last what came of the last round; empty before the first
 * @param lastAgreed the last price that was given out by this process
 * @param sources in the order in which they were given
 */
public record QuorumHealth(
        Instant at, Optional<QuorumResult> last, Optional<QuorumResult.Agreed> lastAgreed, List<SourceHealth> sources) {
    public QuorumHealth {
        sources = List.copyOf(sources);
    }

    /** Whether the last round gave a price. */
    public boolean isAgreed() {
        return last.filter(QuorumResult.Agreed.class::isInstance).isPresent();
    }

    /** Whether a jump waits for time or for a person. */
    public boolean isHalted() {
        return last.filter(QuorumResult.Halted.class::isInstance).isPresent();
    }
}
