package org.escrowkit.core.loan;

/** A state's answer to a command. */
public sealed interface Reply {
    record Moves(Transition transition) implements Reply {}

    /** Nothing changes. */
    record Refuses(String reason) implements Reply {}

    static Reply moves(LoanState next, LoanAction... actions) {
        return new Moves(Transition.to(next, actions));
    }

    static Reply refuses(String reason) {
        return new Refuses(reason);
    }
}
