package org.escrowkit.core.loan;

/** The collateral is divided as the arbiter awarded. */
public record Divided(Settling settled, Holdings holdings) implements Ended {
    @Override
    public Divided with(Holdings now) {
        return new Divided(settled, now);
    }

    @Override
    public String name() {
        return "divided";
    }
}
