package org.escrowkit.core.ledger;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * A transaction that may concern watched scripts. More of them than needed do no harm: the ledger looks up what the
 * inputs spend by itself.
 *
 * @param deposits the places of the outputs that pay watched scripts; none where it only spends
 */
public record Hit(Transaction transaction, List<Integer> deposits) {
    public Hit {
        deposits = List.copyOf(deposits);
    }

    /** With all outputs the script of which is watched. */
    public static Hit of(Transaction transaction, Predicate<ByteString> watched) {
        return new Hit(
                transaction,
                IntStream.range(0, transaction.outputs().size())
                        .filter(i -> watched.test(transaction.outputs().get(i).scriptPubKey()))
                        .boxed()
                        .toList());
    }
}
