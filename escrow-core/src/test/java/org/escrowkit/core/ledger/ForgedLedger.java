package org.escrowkit.core.ledger;

import java.util.List;
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
                coin.block(),
                coin.inMempool(),
                coin.spend());
        return Ledger.of(honest.tip(), List.of(forged));
    }
}
