package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A loan: its terms and where it stands. Events give the next one; the same events always give the same one.
 *
 * @param pending new terms that are agreed on and not yet in force
 */
public record Loan(LoanTerms terms, LoanState state, Optional<Amendment> pending) {
    /** A loan the terms of which wait for the parties' signatures. */
    public static Loan offer(LoanTerms terms) {
        return new Loan(terms, new Offered(Holdings.NONE), Optional.empty());
    }

    /** A loan whose terms are agreed on, and whose address waits for its first deposit. */
    public static Loan open(LoanTerms terms) {
        return new Loan(terms, AwaitingCollateral.with(Holdings.NONE), Optional.empty());
    }

    /** The loan after a history that was accepted. */
    public static Loan replay(Loan start, Iterable<LoanEvent> history) {
        Loan loan = start;
        for (LoanEvent event : history) {
            if (event instanceof Fact fact) {
                loan = loan.on(fact).loan();
            } else if (event instanceof Command command && loan.on(command) instanceof Decision.Accepted accepted) {
                loan = accepted.update().loan();
            }
        }
        return loan;
    }

    public LoanUpdate on(Fact fact) {
        Loan current = at(fact.at());
        return current.after(fact.applyTo(current.state, current.terms));
    }

    public Decision on(Command command) {
        if (command instanceof Command.Amend amend) {
            return at(amend.at()).amend(amend);
        }
        Loan current = command.when().map(this::at).orElse(this);
        Reply reply = command.applyTo(current.state, current.terms);
        return reply instanceof Reply.Moves moves
                ? new Decision.Accepted(current.after(moves.transition()))
                : new Decision.Rejected(((Reply.Refuses) reply).reason());
    }

    private Decision amend(Command.Amend amend) {
        return Amendment.refusal(this, amend)
                .<Decision>map(Decision.Rejected::new)
                .orElseGet(() -> new Decision.Accepted(new LoanUpdate(Amendment.apply(this, amend), List.of())));
    }

    private LoanUpdate after(Transition transition) {
        return new LoanUpdate(new Loan(terms, transition.next(), pending), transition.actions());
    }

    /** With the terms that hold then. */
    private Loan at(Instant now) {
        return pending.filter(next -> !now.isBefore(next.from()))
                .map(next -> next.inForce(this))
                .orElse(this);
    }

    /** As its state has them: {@link LoanState#prices}. */
    public Optional<PriceRange> prices() {
        return state.prices(terms);
    }

    public int number() {
        return terms.loanNumber();
    }
}
