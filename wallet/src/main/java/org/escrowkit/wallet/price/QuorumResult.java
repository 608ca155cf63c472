package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;

/** What a quorum came to. Only {@link Agreed} is a price to act on. */
public sealed interface QuorumResult {
    /** When the answers were in. */
    Instant asOf();

    List<LeftOut> leftOut();

    /** The price to act on, if there is one. */
    default Optional<Quote> quoted() {
        return this instanceof Agreed some ? Optional.of(some.quote()) : Optional.empty();
    }

    /** In words, for a person: what was found, and who was left out why. */
    String explain();

    /**
     * Enough sources agree.
     *
     * @param price the median of all that are fresh
     * @param at the oldest time among those who agree: what they say held then or later
     * @param sources who agree, in the order of their names
     */
    record Agreed(Instant asOf, Price price, Instant at, List<String> sources, List<LeftOut> leftOut)
            implements QuorumResult {
        public Agreed {
            sources = List.copyOf(sources);
            leftOut = List.copyOf(leftOut);
        }

        public Quote quote() {
            return new Quote(price, at);
        }

        @Override
        public String explain() {
            return price + " at " + at + " by " + String.join(", ", sources) + without(leftOut);
        }
    }

    /** Too few sources have a fresh price. */
    record Stale(Instant asOf, int fresh, int quorum, List<LeftOut> leftOut) implements QuorumResult {
        public Stale {
            leftOut = List.copyOf(leftOut);
        }

        @Override
        public String explain() {
            return "no price: " + fresh + " sources are fresh, " + quorum + " are needed" + without(leftOut);
        }
    }

    /**
     * Enough sources are fresh, and too few of them agree.
     *
     * @param median of all that are fresh: no price to act on
     * @param agreeing who is near it
     */
    record Split(Instant asOf, Price median, List<String> agreeing, int quorum, List<LeftOut> leftOut)
            implements QuorumResult {
        public Split {
            agreeing = List.copyOf(agreeing);
            leftOut = List.copyOf(leftOut);
        }

        @Override
        public String explain() {
            return "no price: " + agreeing.size() + " sources are near the median of " + median + ", " + quorum
                    + " are needed" + without(leftOut);
        }
    }

    /**
     * The sources agree on a price that is too far from what they agreed on shortly before.
     *
     * @param agreed what they say
     * @param usual the last price that was given out
     * @param since when they first said so without a break; to be believed it takes the configured time, or a person
     * @param until when the level counts as confirmed, if it stays
     */
    record Halted(Agreed agreed, Quote usual, Instant since, Instant until) implements QuorumResult {
        @Override
        public Instant asOf() {
            return agreed.asOf();
        }

        @Override
        public List<LeftOut> leftOut() {
            return agreed.leftOut();
        }

        @Override
        public String explain() {
            return "no price: the sources jumped from " + usual.price() + " at " + usual.at() + " to " + agreed.price()
                    + "; if they stay there it counts from " + until + " on, or when a person confirms it"
                    + without(leftOut());
        }
    }

    private static String without(List<LeftOut> leftOut) {
        return leftOut.isEmpty()
                ? ""
                : "; without " + leftOut.stream().map(LeftOut::toString).collect(Collectors.joining(", "));
    }
}
