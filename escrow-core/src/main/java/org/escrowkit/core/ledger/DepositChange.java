package org.escrowkit.core.ledger;

import org.bitcoinj.base.Sha256Hash;

/** What a block or a look at the mempool changed of one deposit. Past tense: none of these can be refused. */
public sealed interface DepositChange {
    /** The deposit after the change. */
    Deposit deposit();

    /** It appeared in the mempool, for the first time or again. */
    record Seen(Deposit deposit) implements DepositChange {}

    /** A block contains it. A coinbase output is immature then, see {@link Deposit#coinbase}. */
    record Confirmed(Deposit deposit) implements DepositChange {}

    /** The block that contained it left the best chain. A coinbase output is gone with it. */
    record ReorgedOut(Deposit deposit) implements DepositChange {}

    /** The mempool no longer holds it. Not proof of a double-spend: it may come back. */
    record Evicted(Deposit deposit) implements DepositChange {}

    /**
     * The mempool holds another transaction in its place, which spends the same coin. Advice: either may confirm.
     *
     * @param by the txid of the other one, whomever that pays
     */
    record Replaced(Deposit deposit, Sha256Hash by) implements DepositChange {}

    /**
     * A block holds another transaction that spends the same coin: as long as that block stands, this deposit never
     * confirms. The ledger keeps no trace of it.
     *
     * @param by the txid of the other one, whomever that pays
     */
    record DoubleSpent(Deposit deposit, Sha256Hash by, BlockRef block) implements DepositChange {}

    /** A transaction in the mempool or in a block takes it. */
    record SpentBy(Deposit deposit, Spend spend) implements DepositChange {}

    /** The transaction that took it left the best chain and the mempool. */
    record Unspent(Deposit deposit) implements DepositChange {}
}
