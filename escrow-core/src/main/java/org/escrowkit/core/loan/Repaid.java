package org.escrowkit.core.loan;

import java.util.Optional;
import org.escrowkit.core.ledger.Collateral;

/** Nothing is owed: the collateral goes back to the borrower. */
public record Repaid(Collateral collateral) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        return Transition.to(new Repaid(fact.collateral()), Outstanding.alarmIfLess(collateral, fact.collateral()));
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
                new Settling(new SettlementIntent.Release(), collateral, command.txid()),
                new LoanAction.Broadcast(command.txid()));
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return Optional.of(new SettlementIntent.Release());
    }

    @Override
    public String name() {
        return "repaid";
    }
}
