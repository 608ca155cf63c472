package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/** Something that somebody wants. It may be refused. */
public sealed interface Command extends LoanEvent {
    /** When it is given, where that matters. */
    default Optional<Instant> when() {
        return Optional.empty();
    }

    /** Asks the state for its answer. */
    Reply applyTo(LoanState state, LoanTerms terms);

    /** All three parties signed the terms. */
    record Agree(TermsSignatures signatures) implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** Lender and borrower call the loan off before it began. */
    record Cancel() implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The lender handed the principal out. */
    record Disburse(Instant at) implements Command {
        @Override
        public Optional<Instant> when() {
            return Optional.of(at);
        }

        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /**
     * The lender received money from the borrower.
     *
     * @param amount above zero, in the loan's currency
     */
    record RecordRepayment(BigMoney amount, Instant at) implements Command {
        public RecordRepayment {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("a repayment is above zero: " + amount);
            }
        }

        @Override
        public Optional<Instant> when() {
            return Optional.of(at);
        }

        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /**
     * The borrower wants excess collateral back.
     *
     * @param amount as much as that, above zero; empty for as much as the terms allow
     */
    record ReleaseExcess(Optional<Coin> amount, Instant at) implements Command {
        public ReleaseExcess {
            if (amount.isPresent() && !amount.get().isPositive()) {
                throw new IllegalArgumentException("an amount is above zero: " + amount.get().value + " sat");
            }
        }

        @Override
        public Optional<Instant> when() {
            return Optional.of(at);
        }

        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The parties want many coins made into one. */
    record Consolidate() implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The settlement that the state demands is fully signed as this transaction, and is about to be sent. */
    record Settle(SignedSettlement settlement) implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** A replacement of the settlement under way, with a higher fee, is fully signed and about to be sent. */
    record Bump(SignedSettlement settlement) implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** A party contests what the state is about to demand. */
    record Dispute(Role by) implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The dispute is over without an award. */
    record WithdrawDispute() implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The dispute ends with an award. */
    record Award(SettlementIntent.AwardSplit split) implements Command {
        @Override
        public Reply applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** New terms, signed by all three: an extension, a changed payout address. The {@link Loan} answers it itself. */
    record Amend(LoanTerms terms, TermsSignatures signatures, Instant at) implements Command {
        @Override
        public Optional<Instant> when() {
            return Optional.of(at);
        }

        @Override
        public Reply applyTo(LoanState state, LoanTerms current) {
            return Reply.moves(state);
        }
    }
}
