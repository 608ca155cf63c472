package org.escrowkit.core.loan;

import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/**
 * A transaction that the loan did not demand took coins of it, as deep in the chain as the terms ask. Nothing is
 * demanded any more; a person has to look. Should the chain give the coins back, the loan goes on where it was.
 *
 * @param before where the loan would stand otherwise
 */
public record Compromised(LoanState before) implements LoanState {
    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        return before.on(fact, terms);
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
        return Transition.to(new Compromised(before.on(fact, terms).next()));
    }

    /** Money that came in has come in. */
    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        return before.on(command, terms) instanceof Reply.Moves moves
                ? Reply.moves(new Compromised(moves.transition().next()))
                : before.on(command, terms);
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
        return "compromised";
    }
}
