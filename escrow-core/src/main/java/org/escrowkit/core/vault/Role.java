package org.escrowkit.core.vault;

/** Who holds a key of the vault. Any two of the three can spend; which two may, follows from the loan's state. */
public enum Role {
    /** Owns the collateral and gets it back on repayment. */
    BORROWER,
    /** Gave the loan and is made whole from the collateral if it fails. */
    LENDER,
    /** Signs with the lender where the borrower does not, and only what the loan's state demands. */
    ARBITER
}
