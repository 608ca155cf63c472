package org.escrowkit.core.policy;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** What adds to a signer's history: the same events always give the same history. */
public sealed interface HistoryEvent {
    /**
     * He is about to sign.
     *
     * @param heard the numbers of the statements that he acts on, by who made them
     */
    record Signed(SignedSpend spend, Map<SigningHistory.Speaker, Long> heard) implements HistoryEvent {
        public Signed {
            heard = ImmutableMap.copyOf(heard);
        }
    }

    /** A loan begins to demand a settlement. */
    record Noticed(Notice notice) implements HistoryEvent {}

    /** A loan no longer demands a settlement. */
    record Withdrawn(Notice notice) implements HistoryEvent {}
}
