package org.escrowkit.core.psbt;

import java.util.List;
import org.escrowkit.core.bitcoin.Transaction;

/** Whether a PSBT has all signatures that its transaction needs. */
public sealed interface Completion {
    /** The transaction, fully signed and verified. */
    record Complete(Transaction transaction) implements Completion {}

    /** @param missingSignatures how many each input still lacks, in the inputs' order */
    record Incomplete(List<Integer> missingSignatures) implements Completion {
        public Incomplete {
            missingSignatures = List.copyOf(missingSignatures);
        }
    }
}
