package org.escrowkit.core.ledger;

import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;

/**
 * When a deposit counts (W9).
 *
 * <p>A deposit needs as many confirmations as it needs together with all others of the loan that are at least as deep
 * in the chain: a large deposit that is split into small ones waits as long as in one piece, because the last of them
 * carries the whole sum. Later deposits do not matter to it, or anybody could make collateral that counts wait again by
 * sending more.
 *
 * @param confirmations that an amount needs, the block of the deposit included, on the best chain
 * @param leastValue below which a deposit is recorded and ignored: anybody can pay to an address, and a settlement that
 *     had to spend a thousand crumbs would be too heavy and too dear to send
 */
public record DepositPolicy(Confirmations confirmations, Coin leastValue) {
    /** A coinbase output can be spent from the 100th block on top of its own: consensus. */
    public static final int COINBASE_MATURITY = 100;

    /** A PSBT carries the whole previous transaction of each, which can be of 100,000 bytes. */
    private static final int MOST_DEPOSITS = 20;

    /** More than it costs to spend a coin at 100 sat/vB. */
    private static final Coin USUAL_LEAST_VALUE = Coin.valueOf(20_000);

    public DepositPolicy {
        if (!leastValue.isPositive()) {
            throw new IllegalArgumentException("a deposit that counts is above zero, not " + leastValue.value + " sat");
        }
    }

    /** So many confirmations, whatever the value. */
    public DepositPolicy(int confirmations, Coin leastValue) {
        this(Confirmations.of(confirmations), leastValue);
    }

    /** So many confirmations, and at least a twentieth of the collateral that is asked for. */
    public static DepositPolicy of(int confirmations, Coin requiredCollateral) {
        return of(Confirmations.of(confirmations), requiredCollateral);
    }

    /** So many confirmations by value, and at least a twentieth of the collateral that is asked for. */
    public static DepositPolicy of(Confirmations confirmations, Coin requiredCollateral) {
        Coin share = requiredCollateral.add(Coin.valueOf(MOST_DEPOSITS - 1)).divide(MOST_DEPOSITS);
        return new DepositPolicy(confirmations, share.isLessThan(USUAL_LEAST_VALUE) ? USUAL_LEAST_VALUE : share);
    }

    /** Whether so much collateral fits into few enough deposits for one settlement to spend them all. */
    public boolean bounds(Coin requiredCollateral) {
        return !leastValue.multiply(MOST_DEPOSITS).isLessThan(requiredCollateral);
    }

    /** How many confirmations an amount needs: of a whole collateral, not of a part of it. */
    public int confirmationsFor(Coin value) {
        return confirmations.required(value);
    }

    /** @param asDeep the value of this deposit and of all others of the loan that are at least as deep in the chain */
    int required(Deposit deposit, Coin asDeep) {
        int blocks = confirmationsFor(asDeep);
        return deposit.coinbase() ? Math.max(blocks, COINBASE_MATURITY) : blocks;
    }

    boolean ignores(Deposit deposit) {
        return deposit.value().isLessThan(leastValue);
    }

    /** How many confirmations no amount needs more of. */
    public int mostConfirmations() {
        return confirmationsFor(BitcoinNetwork.MAX_MONEY);
    }
}
