package org.escrowkit.core.ledger;

import java.util.List;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * A transaction of a block that pays a watched script or spends a watched outpoint.
 *
 * @param position in the block, from 0
 * @param outputs that pay watched scripts, by ascending index
 * @param inputs that spend watched outpoints, by ascending index
 */
public record MatchedTransaction(int position, Transaction transaction, List<Output> outputs, List<Input> inputs) {
    public MatchedTransaction {
        outputs = List.copyOf(outputs);
        inputs = List.copyOf(inputs);
    }

    /** What the ledger needs to know of it. */
    public Hit toHit() {
        return new Hit(transaction, outputs.stream().map(Output::index).toList());
    }

    public boolean isCoinbase() {
        return transaction.isCoinbase();
    }

    /**
     * An output that pays a watched script.
     *
     * @param script its id in the {@link ScriptIndex}
     */
    public record Output(int index, int script) {}

    /**
     * An input that spends a watched outpoint.
     *
     * @param ref its number in the {@link OutpointIndex}; {@link OutpointIndex#NONE} if it is an output that an earlier
     *     match of the same block paid to a watched script, and has no number yet
     */
    public record Input(int index, int ref) {
        public boolean spendsSameBlock() {
            return ref == OutpointIndex.NONE;
        }
    }
}
