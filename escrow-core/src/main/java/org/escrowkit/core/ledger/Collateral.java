package org.escrowkit.core.ledger;

import java.util.List;
import org.bitcoinj.base.Coin;

/**
 * What lies at the address of a loan.
 *
 * @param coins final and unspent, in the order of their outpoints: the collateral that counts
 * @param pending unspent, but not final: in the mempool, confirming or immature
 */
public record Collateral(List<Deposit> coins, Coin pending) {
    public static final Collateral NONE = new Collateral(List.of(), Coin.ZERO);

    public Collateral {
        coins = List.copyOf(coins);
    }

    /** The value of the coins that count. */
    public Coin value() {
        return coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
    }
}
