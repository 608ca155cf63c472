package org.escrowkit.core.loan;

import java.util.List;

/** The state after an event, and what to do about it. */
public record Transition(LoanState next, List<LoanAction> actions) {
    public Transition {
        actions = List.copyOf(actions);
    }

    static Transition to(LoanState next, LoanAction... actions) {
        return new Transition(next, List.of(actions));
    }
}
