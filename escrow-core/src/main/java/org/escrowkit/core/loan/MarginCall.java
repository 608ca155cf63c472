package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;
import org.joda.money.BigMoney;

/** The borrower is asked for more collateral or a repayment. */
public record MarginCall(Collateral collateral, BigMoney debt, Price price) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        return Outstanding.assess(Outstanding.pledged(collateral, fact.collateral()), debt, price, terms)
                .and(Outstanding.alarmIfLess(collateral, fact.collateral()));
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
        return Outstanding.repay(command, collateral, debt, left -> Outstanding.assess(collateral, left, price, terms));
    }

    @Override
    public String name() {
        return "margin call";
    }
}
