package org.escrowkit.core.loan;

import java.util.Optional;

/**
 * The loan never began: it was called off, a deadline passed, or the lender never paid out. Whatever lies at its
 * addresses goes back to the borrower, for which the arbiter's signature suffices beside the borrower's.
 */
public record Cancelled(Holdings holdings) implements LoanState {
    static Transition from(Holdings holdings) {
        Cancelled cancelled = new Cancelled(holdings);
        return Transition.to(cancelled, cancelled.actions());
    }

    private LoanAction[] actions() {
        return demands().map(LoanAction.PrepareSettlement::new).stream().toArray(LoanAction[]::new);
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Transition next = from(fact.holdings());
        return fact.holdings().coins().equals(holdings.coins()) ? Transition.to(next.next()) : next;
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
        return holdings.coins().isEmpty()
                ? Reply.refuses("there is nothing to refund")
                : Settling.begin(this, new SettlementIntent.Refund(), command, terms);
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings.coins().isEmpty() ? Optional.empty() : Optional.of(new SettlementIntent.Refund());
    }

    @Override
    public String name() {
        return "cancelled";
    }
}
