package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/**
 * New terms that all three parties signed.
 *
 * @param from when they come into force: at once, but for a changed payout address, which waits so that a party whose
 *     key was misused can act
 */
public record Amendment(LoanTerms terms, Instant from) {
    static Optional<String> refusal(Loan loan, Command.Amend amend) {
        LoanTerms now = loan.terms();
        LoanTerms next = amend.terms();
        if (loan.pending().isPresent()) {
            return Optional.of(
                    "version " + loan.pending().get().terms().version() + " of the terms is not in force yet");
        }
        if (next.version() != now.version() + 1) {
            return Optional.of("expected version " + (now.version() + 1) + ", not " + next.version());
        }
        if (!(loan.state() instanceof Active || loan.state() instanceof MarginCall)) {
            return Optional.of("no terms are changed while " + loan.state().name());
        }
        if (loan.state().demands().isPresent()) {
            return Optional.of("no terms are changed while a settlement is prepared");
        }
        if (!next.escrows().contains(now.escrows())
                || !next.contractKeys().equals(now.contractKeys())
                || !next.principal().equals(now.principal())) {
            return Optional.of("vault, addresses, contract keys and principal stay what they were");
        }
        return now.areSignedBy(amend.signatures(), next)
                ? Optional.empty()
                : Optional.of("not the signatures of all three parties under these terms");
    }

    /** The loan once the new terms are agreed on: they hold at once, or wait for the delay. */
    static Loan apply(Loan loan, Command.Amend amend) {
        boolean samePayouts = amend.terms().payouts().equals(loan.terms().payouts());
        Instant from = samePayouts ? amend.at() : amend.at().plus(loan.terms().payoutDelay());
        Amendment amendment = new Amendment(amend.terms(), from);
        return samePayouts ? amendment.inForce(loan) : new Loan(loan.terms(), loan.state(), Optional.of(amendment));
    }

    /** Interest up to that day is by the old terms, and by the new ones after it; new margin rules judge afresh. */
    Loan inForce(Loan loan) {
        LoanTerms old = loan.terms();
        boolean sameMargin = terms.margin().equals(old.margin());
        LoanState state = Settlements.with(loan.state(), position -> {
            Debt debt = position.debt().carriedTo(old.interest(), Deadlines.day(from));
            return sameMargin ? position.owing(debt) : position.settled(position.partials(), debt);
        });
        return new Loan(terms, state, Optional.empty());
    }
}
