package org.escrowkit.core.loan;

/** The terms are on the table; not all three parties have signed them. */
public record Offered(Holdings holdings) implements LoanState {
    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        return Transition.to(new Offered(fact.holdings()));
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(this);
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
    public Reply on(Command.Agree command, LoanTerms terms) {
        return terms.areSignedBy(command.signatures())
                ? Reply.moves(AwaitingCollateral.with(holdings))
                : Reply.refuses("not the signatures of all three parties under these terms");
    }

    @Override
    public Reply on(Command.Cancel command, LoanTerms terms) {
        return new Reply.Moves(Cancelled.from(holdings));
    }

    @Override
    public String name() {
        return "offered";
    }
}
