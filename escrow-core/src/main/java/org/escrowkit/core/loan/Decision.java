package org.escrowkit.core.loan;

/** The answer to a command. */
public sealed interface Decision {
    record Accepted(Transition transition) implements Decision {}

    /** Nothing changed. */
    record Rejected(String reason) implements Decision {}

    static Decision accept(LoanState next, LoanAction... actions) {
        return new Accepted(Transition.to(next, actions));
    }

    static Decision reject(String reason) {
        return new Rejected(reason);
    }
}
