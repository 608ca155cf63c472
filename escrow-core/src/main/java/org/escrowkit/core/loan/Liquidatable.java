package org.escrowkit.core.loan;

import java.util.Optional;
import org.escrowkit.core.ledger.Collateral;
import org.joda.money.BigMoney;

/**
 * The price fell through the liquidation threshold. The decision is taken and its price fixed, so that two signers who
 * look at different times demand the same transaction.
 */
public record Liquidatable(Collateral collateral, BigMoney debt, Price price) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        return Transition.to(
                new Liquidatable(fact.collateral(), debt, price),
                Outstanding.alarmIfLess(collateral, fact.collateral()));
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
    public Decision on(Command.Settle command, LoanTerms terms) {
        return Decision.accept(
                new Settling(intent(), collateral, command.txid()), new LoanAction.Broadcast(command.txid()));
    }

    SettlementIntent intent() {
        return new SettlementIntent.Liquidation(debt, price);
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return Optional.of(intent());
    }

    @Override
    public String name() {
        return "liquidatable";
    }
}
