package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;

/** The lender is made whole and the borrower has the surplus, as deep in the chain as the terms ask. */
public record Liquidated(Settling settled) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        return Settled.late(this, fact.collateral());
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.SettlementConfirmed fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.SettlementReorgedOut fact, LoanTerms terms) {
        return Settled.reopen(settled);
    }

    @Override
    public Collateral collateral() {
        return Collateral.NONE;
    }

    @Override
    public String name() {
        return "liquidated";
    }
}
