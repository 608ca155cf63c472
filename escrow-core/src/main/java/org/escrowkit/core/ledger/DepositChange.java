package org.escrowkit.core.ledger;

/** What a block or a look at the mempool changed of one deposit. Past tense: none of these can be refused. */
public sealed interface DepositChange {
    /** The deposit after the change. */
    Deposit deposit();

    /** It appeared in the mempool. */
    record Seen(Deposit deposit) implements DepositChange {}

    /** A block contains it. */
    record Confirmed(Deposit deposit) implements DepositChange {}

    /** The block that contained it left the best chain. */
    record ReorgedOut(Deposit deposit) implements DepositChange {}

    /** The mempool no longer holds it. Not proof of a double-spend: it may come back. */
    record Evicted(Deposit deposit) implements DepositChange {}

    /** A transaction in the mempool or in a block takes it. */
    record SpentBy(Deposit deposit, Spend spend) implements DepositChange {}

    /** The transaction that took it left the best chain and the mempool. */
    record Unspent(Deposit deposit) implements DepositChange {}
}
