package org.escrowkit.wallet.watch;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/** What one chain of blocks holds, as far as it says which transactions may come next. A value. */
record Branch(PSet<Sha256Hash> mined, PSet<Outpoint> spent) {
    static final Branch EMPTY = new Branch(HashTreePSet.empty(), HashTreePSet.empty());

    boolean admits(Transaction transaction) {
        return !mined.contains(transaction.txid())
                && (transaction.isCoinbase()
                        || transaction.inputs().stream()
                                .map(TransactionInput::outpoint)
                                .allMatch(this::isThere));
    }

    private boolean isThere(Outpoint coin) {
        return !spent.contains(coin) && (Payments.isFresh(coin) || mined.contains(coin.txid()));
    }

    Branch with(Transaction transaction) {
        PSet<Outpoint> taken = spent;
        for (TransactionInput input : transaction.inputs()) {
            taken = taken.plus(input.outpoint());
        }
        return new Branch(mined.plus(transaction.txid()), taken);
    }
}
