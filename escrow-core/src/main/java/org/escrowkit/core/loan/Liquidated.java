package org.escrowkit.core.loan;

/** The lender has what was owed, as far as the collateral went, and the borrower has the surplus. */
public record Liquidated(Settling settled, Holdings holdings) implements Ended {
    @Override
    public Liquidated with(Holdings now) {
        return new Liquidated(settled, now);
    }

    @Override
    public String name() {
        return "liquidated";
    }
}
