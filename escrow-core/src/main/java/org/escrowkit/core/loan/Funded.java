package org.escrowkit.core.loan;

import java.util.Optional;

/** The agreed collateral is there and final, and worth enough; the lender has not handed the principal out yet. */
public record Funded(Holdings holdings, Quote quote) implements LoanState {
    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        return Funding.assess(this, fact.holdings(), Optional.of(quote), terms);
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return fact.at().isBefore(quote.at())
                ? Transition.to(this)
                : Funding.assess(this, holdings, Optional.of(fact.quote()), terms);
    }

    /** A lender who never pays out does not keep the collateral. */
    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return fact.at().isBefore(terms.deadlines().disburseBy())
                ? Transition.to(this)
                : Cancelled.from(holdings).and(new LoanAction.WithholdDisbursement());
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Reply on(Command.Disburse command, LoanTerms terms) {
        if (!command.at().isBefore(terms.deadlines().disburseBy())) {
            return Reply.refuses(
                    "the time to disburse ended at " + terms.deadlines().disburseBy());
        }
        if (!quote.isFresh(command.at(), terms.prices().maxAge())) {
            return Reply.refuses("the last price is of " + quote.at() + ", too old to disburse against");
        }
        return new Reply.Moves(Margin.assess(Position.begun(holdings, quote, terms), terms, command.at()));
    }

    @Override
    public Reply on(Command.Cancel command, LoanTerms terms) {
        return new Reply.Moves(Cancelled.from(holdings).and(new LoanAction.WithholdDisbursement()));
    }

    @Override
    public String name() {
        return "funded";
    }
}
