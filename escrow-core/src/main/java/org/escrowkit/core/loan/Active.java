package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;
import org.joda.money.BigMoney;

/** The principal is out, and the last price seen leaves the loan healthy. */
public record Active(Collateral collateral, BigMoney debt) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        Active next = new Active(Outstanding.pledged(collateral, fact.collateral()), debt);
        return Transition.to(next, Outstanding.alarmIfLess(collateral, fact.collateral()));
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Outstanding.assess(collateral, debt, fact.price(), terms);
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
    public Decision on(Command.RecordRepayment command, LoanTerms terms) {
        return Outstanding.repay(command, collateral, debt, left -> Transition.to(new Active(collateral, left)));
    }

    @Override
    public String name() {
        return "active";
    }
}
