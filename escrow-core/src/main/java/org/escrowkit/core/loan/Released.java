package org.escrowkit.core.loan;

/** The collateral is back with the borrower. */
public record Released(Settling settled, Holdings holdings) implements Ended {
    @Override
    public Released with(Holdings now) {
        return new Released(settled, now);
    }

    @Override
    public String name() {
        return "released";
    }
}
