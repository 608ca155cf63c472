package org.escrowkit.wallet;

import java.util.Optional;
import org.escrowkit.wallet.store.LoanId;

/** Under which label the watcher knows a loan's scripts. */
final class LoanLabel {
    private static final String PREFIX = "loan ";

    private LoanLabel() {}

    static String of(LoanId id) {
        return PREFIX + id;
    }

    /** The loan of a label, unless it is a label of something else. */
    static Optional<LoanId> read(String label) {
        try {
            return label.startsWith(PREFIX)
                    ? Optional.of(LoanId.of(label.substring(PREFIX.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }
}
