package org.escrowkit.core.ledger;

import org.bitcoinj.base.Coin;

/**
 * When a deposit counts.
 *
 * @param confirmations blocks, the deposit's own included, that must stand on the best chain; at least 1
 * @param leastValue below which a deposit is recorded and ignored: anybody can pay to an address, and a settlement that
 *     had to spend a thousand crumbs would be too heavy and too dear to send
 */
public record DepositPolicy(int confirmations, Coin leastValue) {
    /** A coinbase output can be spent from the 100th block on top of its own: consensus. */
    public static final int COINBASE_MATURITY = 100;

    /** More than it costs to spend a coin at 100 sat/vB. */
    private static final Coin USUAL_LEAST_VALUE = Coin.valueOf(20_000);

    public DepositPolicy {
        if (confirmations < 1) {
            throw new IllegalArgumentException("a deposit counts from one confirmation on, not " + confirmations);
        }
        if (!leastValue.isPositive()) {
            throw new IllegalArgumentException("a deposit that counts is above zero, not " + leastValue.value + " sat");
        }
    }

    /** So many confirmations, and at least 20,000 satoshis. */
    public static DepositPolicy of(int confirmations) {
        return new DepositPolicy(confirmations, USUAL_LEAST_VALUE);
    }

    int required(Deposit deposit) {
        return deposit.coinbase() ? Math.max(confirmations, COINBASE_MATURITY) : confirmations;
    }

    boolean ignores(Deposit deposit) {
        return deposit.value().isLessThan(leastValue);
    }
}
