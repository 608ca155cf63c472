package org.escrowkit.core.loan;

/** A loan's answer to a command. */
public sealed interface Decision {
    record Accepted(LoanUpdate update) implements Decision {}

    /** Nothing changed. */
    record Rejected(String reason) implements Decision {}
}
