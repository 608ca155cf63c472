package org.escrowkit.core.loan;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.Collateral;

/** Something that happened. It cannot be refused: every state of a loan answers every fact. */
public sealed interface Fact {
    /** Asks the state for its answer (double dispatch, so that the compiler finds a state without one). */
    Transition applyTo(LoanState state, LoanTerms terms);

    /** What now lies at the loan's address, after a block, a reorganisation or a look at the mempool. */
    record CollateralObserved(Collateral collateral) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** A price in another currency than the loan's says nothing about the loan. */
    record PriceObserved(Price price) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            boolean ours = price.ofOneBitcoin().isSameCurrency(terms.principal());
            return ours ? state.on(this, terms) : Transition.to(state);
        }
    }

    /** The settlement's transaction is as deep in the chain as the terms ask. */
    record SettlementConfirmed(Sha256Hash txid) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The settlement's transaction is no longer that deep. */
    record SettlementReorgedOut(Sha256Hash txid) implements Fact {
        @Override
        public Transition applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }
}
