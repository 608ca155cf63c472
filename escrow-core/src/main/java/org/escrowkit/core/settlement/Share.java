package org.escrowkit.core.settlement;

/** Whose output of a settlement it is, in the order in which a transaction has them. */
public enum Share {
    LENDER("the lender"),
    ARBITER("the arbiter"),
    BORROWER("the borrower"),
    /** What stays with the loan, at its next address. */
    NEXT_ESCROW("the loan's next address");

    private final String words;

    Share(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
