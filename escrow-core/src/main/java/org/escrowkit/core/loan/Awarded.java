package org.escrowkit.core.loan;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/** The arbiter decided how the collateral is divided; the loan beneath no longer matters. */
public record Awarded(Running before, SettlementIntent.AwardSplit split) implements LoanState {
    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Position position = before.position().observed(fact.holdings(), fact.at());
        return Transition.to(new Awarded(before.with(position), split));
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return Settling.begin(this, split, command, terms);
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : Optional.of(split);
    }

    @Override
    public Holdings holdings() {
        return before.holdings();
    }

    @Override
    public Set<Sha256Hash> ownTransactions() {
        return before.ownTransactions();
    }

    @Override
    public int partialSettlements() {
        return before.partialSettlements();
    }

    @Override
    public String name() {
        return "awarded";
    }
}
