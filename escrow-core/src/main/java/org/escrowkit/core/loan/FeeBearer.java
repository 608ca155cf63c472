package org.escrowkit.core.loan;

/** Whose share of a settlement pays for it, as far as that share goes. */
public enum FeeBearer {
    BORROWER,
    LENDER
}
