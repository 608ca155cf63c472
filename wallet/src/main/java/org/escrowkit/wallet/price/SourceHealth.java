package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.Optional;
import org.escrowkit.core.loan.Quote;

/**
 * How one source is.
 *
 * @param last what it said last, however long ago
 * @param failures in a row up to now
 * @param lastFailure the last of them; empty while it answers
 * @param askedAgain from when on it is asked again; empty unless it is left alone
 */
public record SourceHealth(
        String source,
        Optional<Quote> last,
        int failures,
        Optional<PriceAnswer.Failed> lastFailure,
        Optional<Instant> askedAgain) {
    static SourceHealth unknown(String source) {
        return new SourceHealth(source, Optional.empty(), 0, Optional.empty(), Optional.empty());
    }

    public State state() {
        if (askedAgain.isPresent()) {
            return State.PAUSED;
        }
        if (failures > 0) {
            return State.FAILING;
        }
        return last.isPresent() ? State.ANSWERING : State.UNKNOWN;
    }

    /** What is to be expected of it. */
    public enum State {
        /** It was not asked yet. */
        UNKNOWN,
        /** It answered when it was last asked. */
        ANSWERING,
        /** It did not, and is asked again at once. */
        FAILING,
        /** It failed too often, and is left alone for a while. */
        PAUSED
    }

    SourceHealth answered(Quote quote) {
        return new SourceHealth(source, Optional.of(quote), 0, Optional.empty(), Optional.empty());
    }

    SourceHealth failed(PriceAnswer.Failed failure, PauseRules rules, Instant now) {
        int inARow = failures + 1;
        Optional<Instant> until =
                Optional.of(rules.after(inARow)).filter(QuorumRules::isPositive).map(now::plus);
        return new SourceHealth(source, last, inARow, Optional.of(failure), until);
    }
}
