package org.escrowkit.core.loan;

/** What lay at the addresses of a loan that never began, or came after its end, is back with the borrower. */
public record Refunded(Settling settled, Holdings holdings) implements Ended {
    @Override
    public Refunded with(Holdings now) {
        return new Refunded(settled, now);
    }

    @Override
    public String name() {
        return "refunded";
    }
}
