package org.escrowkit.core.ledger;

/**
 * When a deposit counts.
 *
 * @param confirmations blocks, the deposit's own included, that must stand on the best chain; at least 1
 */
public record ConfirmationPolicy(int confirmations) {
    /** A coinbase output can be spent from the 100th block on top of its own: consensus. */
    public static final int COINBASE_MATURITY = 100;

    public ConfirmationPolicy {
        if (confirmations < 1) {
            throw new IllegalArgumentException("a deposit counts from one confirmation on, not " + confirmations);
        }
    }

    int required(Deposit deposit) {
        return deposit.coinbase() ? Math.max(confirmations, COINBASE_MATURITY) : confirmations;
    }
}
