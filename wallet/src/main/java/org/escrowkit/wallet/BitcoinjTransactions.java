package org.escrowkit.wallet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.bitcoinj.core.ProtocolException;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * Transactions to and from bitcoinj's, for applications that have both: the one class that knows bitcoinj's mutable
 * {@code Transaction}. Both directions go through the serialization, so that txid, wtxid and bytes are the same on both
 * sides, and what happens to bitcoinj's object afterwards changes nothing here.
 */
public final class BitcoinjTransactions {
    private BitcoinjTransactions() {}

    /** @throws MalformedException for what bitcoinj can hold and no node would read, such as a negative amount */
    public static Transaction from(org.bitcoinj.core.Transaction transaction) {
        return Transaction.parse(transaction.serialize());
    }

    /** @throws IllegalArgumentException for what bitcoinj cannot read back: a transaction without inputs */
    public static org.bitcoinj.core.Transaction to(Transaction transaction) {
        if (transaction.inputs().isEmpty()) {
            throw new IllegalArgumentException("without inputs, bitcoinj takes a transaction for a segwit one");
        }
        try {
            return org.bitcoinj.core.Transaction.read(ByteBuffer.wrap(transaction.serialize()));
        } catch (ProtocolException | BufferUnderflowException refused) {
            throw new IllegalArgumentException("bitcoinj cannot read " + transaction, refused);
        }
    }
}
