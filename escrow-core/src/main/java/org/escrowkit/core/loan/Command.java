package org.escrowkit.core.loan;

import org.bitcoinj.base.Sha256Hash;
import org.joda.money.BigMoney;

/** Something that somebody wants. It may be refused. */
public sealed interface Command {
    /** Asks the state for its answer. */
    Decision applyTo(LoanState state, LoanTerms terms);

    /** The lender handed the principal out. */
    record Disburse() implements Command {
        @Override
        public Decision applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /**
     * The lender received money from the borrower.
     *
     * @param amount above zero, in the loan's currency
     */
    record RecordRepayment(BigMoney amount) implements Command {
        public RecordRepayment {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("a repayment is above zero: " + amount);
            }
        }

        @Override
        public Decision applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }

    /** The settlement that the state demands is fully signed as this transaction, and is about to be sent. */
    record Settle(Sha256Hash txid) implements Command {
        @Override
        public Decision applyTo(LoanState state, LoanTerms terms) {
            return state.on(this, terms);
        }
    }
}
