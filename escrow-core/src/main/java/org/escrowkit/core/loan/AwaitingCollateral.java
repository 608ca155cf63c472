package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;

/** The address is out; too little final collateral lies there. */
public record AwaitingCollateral(Collateral collateral) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        Collateral seen = fact.collateral();
        return seen.value().isLessThan(terms.requiredCollateral())
                ? Transition.to(new AwaitingCollateral(seen))
                : Transition.to(new Funded(seen), new LoanAction.AllowDisbursement(terms.principal()));
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
        return Transition.to(this);
    }

    @Override
    public String name() {
        return "awaiting collateral";
    }
}
