package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;

/** A loan: its terms and where it stands. Events give the next one. */
public record Loan(LoanTerms terms, LoanState state) {
    /** A loan whose address waits for its first deposit. */
    public static Loan open(LoanTerms terms) {
        return new Loan(terms, new AwaitingCollateral(Collateral.NONE));
    }

    public Transition on(Fact fact) {
        return fact.applyTo(state, terms);
    }

    public Decision on(Command command) {
        return command.applyTo(state, terms);
    }

    public Loan in(LoanState next) {
        return new Loan(terms, next);
    }

    public int number() {
        return terms.loanNumber();
    }
}
