package org.escrowkit.core.loan;

import java.time.Instant;
import org.joda.money.BigMoney;

/** Something that happened. It cannot be refused: every state of a loan answers every fact. */
public sealed interface Fact extends LoanEvent {
    /** When it is known, by the chain's time where the chain says so. */
    Instant at();

    /** Asks the state for its answer (double dispatch, so that the compiler finds a state without one). */
    Transition applyTo(LoanState state, LoanTerms terms);

    /** What the chain and the mempool now show of the loan's coins. */
    record ChainObserved(Holdings holdings, Instant at) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            return Strangers.watch(state, Earlier.sendAgain(state, state.on(this, terms), holdings), holdings);
        }
    }

    /** A price. One in another currency than the loan's says nothing about the loan. */
    record PriceObserved(Quote quote) implements Fact {
        @Override
        public Instant at() {
            return quote.at();
        }

        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            boolean ours = quote.price().ofOneBitcoin().isSameCurrency(terms.principal());
            return ours ? state.on(this, terms) : Transition.to(state);
        }
    }

    /** It is that late. */
    record TimePassed(Instant at) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The lender's loan system says what is owed; it counts where the terms leave that to it. */
    record DebtStated(BigMoney owed, Instant at) implements Fact {
        public DebtStated {
            if (owed.isNegative()) {
                throw new IllegalArgumentException("a debt is not below zero: " + owed);
            }
        }

        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            boolean counts = terms.interest() instanceof Interest.Statements && owed.isSameCurrency(terms.principal());
            return counts ? state.on(this, terms) : Transition.to(state);
        }
    }
}
