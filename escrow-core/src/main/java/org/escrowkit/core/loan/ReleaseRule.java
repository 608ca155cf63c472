package org.escrowkit.core.loan;

/**
 * When collateral in excess may go back to the borrower of a running loan.
 *
 * @param below which loan-to-value some may go
 * @param downTo the ratio at which, or below, the rest must stand; not below the first
 */
public record ReleaseRule(Ltv below, Ltv downTo) {
    public ReleaseRule {
        if (downTo.compareTo(below) < 0) {
            throw new IllegalArgumentException(
                    "a loan that stands below " + below + " cannot be released down to " + downTo);
        }
    }
}
