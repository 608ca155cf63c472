package org.escrowkit.wallet.sign;

import java.util.List;
import org.escrowkit.core.psbt.Psbt;

/**
 * A party as its coordinator sees it, wherever its keys and its records are. Guarantees that to ask again is harmless:
 * the same request gets the same answer, or a later one where the first was to wait.
 */
public interface Cosigner {
    /** What a coordinator is told. */
    sealed interface Reply {
        /** @param psbt with the party's signatures, each verified */
        record Signed(Psbt psbt) implements Reply {}

        /**
         * The party will not sign.
         *
         * @param temporary whether time alone may change that
         */
        record Refused(List<Reason> reasons, boolean temporary) implements Reply {
            public Refused {
                reasons = List.copyOf(reasons);
                if (reasons.isEmpty()) {
                    throw new IllegalArgumentException("a refusal has a reason");
                }
            }

            /** Whether a rule of this id is among those broken. */
            public boolean names(String rule) {
                return reasons.stream().anyMatch(reason -> reason.rule().equals(rule));
            }
        }

        /** The party has decided to sign, and a person with a device has still to do it. Ask again later. */
        record Waiting() implements Reply {}

        /** Nobody can tell what the party did. Ask again. */
        record Unreachable(String why) implements Reply {}
    }

    /** Never an exception for what the party, or the way to it, does. */
    Reply ask(CosignRequest request);
}
