package org.escrowkit.wallet.price;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of {@link JumpRules}. It looks at all prices given out within the time, not at the last one
 * alone: a slide by small steps is a jump as well.
 */
final class Circuit {
    private final JumpRules rules;

    /** A break in the confirmations that is longer begins them anew. */
    private final Duration longestBreak;

    /** Given out, each with the time at which it was; the last one stays however old it grows. */
    private final Deque<Quote> given = new ArrayDeque<>();

    /** Where the price jumped to; null while the circuit is closed. */
    private @Nullable Level level;

    /** @param unbroken whether the quorum has confirmed it without a break up to {@code last} */
    private record Level(Price price, Instant since, Instant last, boolean unbroken) {}

    /** @param last what was given out before this process began */
    Circuit(JumpRules rules, Duration longestBreak, Optional<Quote> last) {
        this.rules = rules;
        this.longestBreak = longestBreak;
        last.ifPresent(given::add);
    }

    /** What the sources agree on, or that it is not to be believed yet. */
    QuorumResult check(QuorumResult.Agreed agreed) {
        Instant now = agreed.asOf();
        if (!isOpen()) {
            forget(now.minus(rules.within()));
        }
        if (!jumps(agreed.price(), now)) {
            return give(agreed);
        }
        Level open = stays(agreed.price(), now);
        Instant until = open.since().plus(rules.confirm());
        if (!now.isBefore(until)) {
            given.clear();
            return give(agreed);
        }
        level = open;
        return new QuorumResult.Halted(agreed, given.getLast(), open.since(), until);
    }

    private QuorumResult give(QuorumResult.Agreed agreed) {
        level = null;
        if (!given.isEmpty() && given.getLast().price().equals(agreed.price())) {
            given.removeLast();
        }
        given.add(new Quote(agreed.price(), agreed.asOf()));
        return agreed;
    }

    boolean isOpen() {
        return level != null;
    }

    private void forget(Instant before) {
        while (given.size() > 1 && given.getFirst().at().isBefore(before)) {
            given.removeFirst();
        }
    }

    /** While it is open time closes nothing: the price is held against all that was given out before. */
    private boolean jumps(Price price, Instant now) {
        Instant from = now.minus(rules.within());
        return given.stream()
                .filter(one -> isOpen() || !one.at().isBefore(from))
                .anyMatch(one -> price.deviates(one.price(), rules.share()));
    }

    /** The level goes on, or a new one begins with this price. */
    private Level stays(Price price, Instant now) {
        Level seen = level;
        if (seen == null
                || !seen.unbroken()
                || price.deviates(seen.price(), rules.share())
                || now.isAfter(seen.last().plus(longestBreak))) {
            return new Level(price, now, now, true);
        }
        return new Level(seen.price(), seen.since(), now, true);
    }

    /** The quorum did not agree: what it confirmed before, it has to confirm again. */
    void interrupt() {
        Level seen = level;
        if (seen != null) {
            level = new Level(seen.price(), seen.since(), seen.last(), false);
        }
    }

    /**
     * A person says that the level is right.
     *
     * @return whether the circuit is closed now: it was open, and the level that the sources agree on is near
     */
    boolean confirm(Price price) {
        Level seen = level;
        if (seen == null || price.deviates(seen.price(), rules.share())) {
            return false;
        }
        given.clear();
        given.add(new Quote(seen.price(), seen.last()));
        level = null;
        return true;
    }
}
