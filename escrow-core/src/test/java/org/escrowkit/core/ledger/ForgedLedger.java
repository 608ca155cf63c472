package org.escrowkit.core.ledger;

import java.util.Map;
import java.util.Set;
import org.bitcoinj.base.Coin;

/** Ledgers that no chain could give, to see what a reader makes of them. */
public final class ForgedLedger {
    private ForgedLedger() {}

    /** A ledger that knows one coin, at another value than its transaction says. */
    public static Ledger withValue(Ledger honest, Deposit coin, Coin value) {
        Deposit forged = new Deposit(
                coin.outpoint(),
                coin.scriptPubKey(),
                value,
                coin.transaction(),
                coin.coinbase(),
                coin.block(),
                coin.spend());
        return new Ledger(honest.tip(), Set.of(coin.scriptPubKey()), Map.of(coin.outpoint(), forged));
    }
}
