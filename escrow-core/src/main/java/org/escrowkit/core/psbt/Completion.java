package org.escrowkit.core.psbt;

import java.util.List;
import org.escrowkit.core.bitcoin.Transaction;

/** Whether a PSBT has all signatures that its transaction needs. */
public sealed interface Completion {
    /**
     * @param psbt the Finalizer's result: final witnesses in the place of what they were made of
     * @param transaction the Extractor's: fully signed, and verified against the outputs that it spends
     */
    record Complete(Psbt psbt, Transaction transaction) implements Completion {}

    /** @param missingSignatures how many each input still lacks, in the inputs' order */
    record Incomplete(List<Integer> missingSignatures) implements Completion {
        public Incomplete {
            missingSignatures = List.copyOf(missingSignatures);
        }
    }
}
