package org.escrowkit.wallet.price;

import org.joda.money.CurrencyUnit;

/**
 * One source of prices. Guarantees that what it gives is the source's own word in this currency, never an older one of
 * its own memory. Safe for use by several threads.
 */
public interface PriceFeed {
    /** Tells it from other sources: in words, meters and logs. */
    String name();

    CurrencyUnit currency();

    /**
     * Asks the source now and waits for its answer, within bounds of its own. An interrupt ends the waiting.
     *
     * @return the price of one bitcoin with the source's own time, or why there is none
     */
    PriceAnswer ask();
}
