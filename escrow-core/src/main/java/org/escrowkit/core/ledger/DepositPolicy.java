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

    /** A PSBT carries the whole previous transaction of each, which can be of 100,000 bytes. */
    private static final int MOST_DEPOSITS = 20;

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

    /** So many confirmations, and at least a twentieth of the collateral that is asked for. */
    public static DepositPolicy of(int confirmations, Coin requiredCollateral) {
        Coin share = requiredCollateral.add(Coin.valueOf(MOST_DEPOSITS - 1)).divide(MOST_DEPOSITS);
        return new DepositPolicy(confirmations, share.isLessThan(USUAL_LEAST_VALUE) ? USUAL_LEAST_VALUE : share);
    }

    /** Whether so much collateral fits into few enough deposits for one settlement to spend them all. */
    public boolean bounds(Coin requiredCollateral) {
        return !leastValue.multiply(MOST_DEPOSITS).isLessThan(requiredCollateral);
    }

    int required(Deposit deposit) {
        return deposit.coinbase() ? Math.max(confirmations, COINBASE_MATURITY) : confirmations;
    }

    boolean ignores(Deposit deposit) {
        return deposit.value().isLessThan(leastValue);
    }

    public int mostConfirmations() {
        return confirmations;
    }
}
