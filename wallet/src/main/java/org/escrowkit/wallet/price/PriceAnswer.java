package org.escrowkit.wallet.price;

import org.escrowkit.core.loan.Quote;

/** What a source answered. */
public sealed interface PriceAnswer {
    /**
     * The price of one bitcoin.
     *
     * @param quote with the time that the source says, or that of its answer where it says none
     */
    record Priced(Quote quote) implements PriceAnswer {}

    /**
     * No price.
     *
     * @param words what went wrong, without text of the source's that a log should not hold
     */
    record Failed(PriceFault fault, String words) implements PriceAnswer {}
}
