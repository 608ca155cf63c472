package org.escrowkit.wallet.price;

import java.time.Duration;

/**
 * How much a book keeps.
 *
 * @param keep for how long a price is kept, above zero: longer than the longest window of the terms
 * @param most prices of one source in that time, at least 1; more are refused
 */
public record BookRules(Duration keep, int most) {
    /** Two weeks, and a price each half minute of them. */
    public static final BookRules USUAL = new BookRules(Duration.ofDays(14), 40_320);

    public BookRules {
        if (!QuorumRules.isPositive(keep) || most < 1) {
            throw new IllegalArgumentException("a book keeps something for some time: " + keep + ", " + most);
        }
    }
}
