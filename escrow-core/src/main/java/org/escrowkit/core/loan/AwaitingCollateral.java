package org.escrowkit.core.loan;

import java.util.Optional;

/** The address is out; too little final collateral lies there, or no price says what it is worth. */
public record AwaitingCollateral(Holdings holdings, Optional<Quote> quote) implements LoanState {
    static AwaitingCollateral with(Holdings holdings) {
        return new AwaitingCollateral(holdings, Optional.empty());
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        return Funding.assess(this, fact.holdings(), quote, terms);
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        boolean news = quote.isEmpty() || !fact.at().isBefore(quote.get().at());
        return news ? Funding.assess(this, holdings, Optional.of(fact.quote()), terms) : Transition.to(this);
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return fact.at().isBefore(terms.deadlines().fundBy()) ? Transition.to(this) : Cancelled.from(holdings);
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Reply on(Command.Cancel command, LoanTerms terms) {
        return new Reply.Moves(Cancelled.from(holdings));
    }

    @Override
    public String name() {
        return "awaiting collateral";
    }
}
