package org.escrowkit.wallet;

import java.util.List;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.MempoolVerdict;

/** What signed PSBTs that were handed in come to. */
sealed interface HandedIn {
    /** A transaction that may be sent. */
    record Ready(Transaction transaction) implements HandedIn {}

    record Refused(String reason) implements HandedIn {}

    /**
     * Combines, reviews and finishes, and asks the node; changes nothing.
     *
     * @param review of the combined PSBT
     */
    static HandedIn of(List<Psbt> signed, Function<byte[], Review> review, BitcoinNode node) {
        if (signed.isEmpty()) {
            return new Refused("no PSBT");
        }
        Transaction transaction;
        try {
            Psbt combined = signed.stream().reduce(Psbt::combine).orElseThrow();
            if (review.apply(combined.serialize()) instanceof Review.Refused refused) {
                return new Refused(refused.toString());
            }
            if (!(combined.finish() instanceof Completion.Complete complete)) {
                return new Refused("signatures are missing");
            }
            transaction = complete.transaction();
        } catch (PsbtException contradictory) {
            return new Refused(String.valueOf(contradictory.getMessage()));
        }
        boolean taken = node.mempoolTransaction(transaction.txid()).isPresent();
        return !taken && node.testMempoolAccept(transaction) instanceof MempoolVerdict.Refused refused
                ? new Refused("the node refuses it: " + refused.reason())
                : new Ready(transaction);
    }
}
