package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;

/** The agreed collateral is there and final; the lender has not handed the principal out yet. */
public record Funded(Collateral collateral) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        Collateral seen = fact.collateral();
        return seen.value().isLessThan(terms.requiredCollateral())
                ? Transition.to(new AwaitingCollateral(seen), new LoanAction.WithholdDisbursement())
                : Transition.to(new Funded(seen));
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
    public Decision on(Command.Disburse command, LoanTerms terms) {
        return Decision.accept(new Active(collateral, terms.principal()));
    }

    @Override
    public String name() {
        return "funded";
    }
}
