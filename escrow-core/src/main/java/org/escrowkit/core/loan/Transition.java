package org.escrowkit.core.loan;

import java.util.List;
import java.util.stream.Stream;

/** The state after an event, and what to do about it. */
public record Transition(LoanState next, List<LoanAction> actions) {
    public Transition {
        actions = List.copyOf(actions);
    }

    Transition and(LoanAction... further) {
        return new Transition(
                next, Stream.concat(actions.stream(), Stream.of(further)).toList());
    }

    static Transition to(LoanState next, LoanAction... actions) {
        return new Transition(next, List.of(actions));
    }
}
