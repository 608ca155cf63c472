package org.escrowkit.core.evidence;

import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/** What is claimed about a loan, as text in plain words. Whose signature makes it count is said with each. */
public sealed interface Claim {
    /** The borrower received the principal. */
    record Disbursed() implements Claim {
        @Override
        public String toString() {
            return "a receipt of the principal";
        }
    }

    /** The lender is owed nothing any more: the receipt for the last repayment. */
    record Repaid() implements Claim {
        @Override
        public String toString() {
            return "a receipt for the last repayment";
        }
    }

    /**
     * The lender is owed so much, and what was due is not paid.
     *
     * @param amount all that would pay the loan off
     */
    record Unpaid(BigMoney amount) implements Claim {
        public Unpaid {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("what is unpaid is above zero: " + amount);
            }
        }

        @Override
        public String toString() {
            return "a statement that " + amount + " is unpaid";
        }
    }

    /** Lender and borrower call the loan off. */
    record Cancelled() implements Claim {
        @Override
        public String toString() {
            return "a cancellation";
        }
    }

    /**
     * Two of the three parties divide the collateral: so much to the lender and to the arbiter, the rest to the
     * borrower.
     */
    record Awarded(Coin toLender, Coin toArbiter) implements Claim {
        public Awarded {
            if (toLender.isNegative() || toArbiter.isNegative()) {
                throw new IllegalArgumentException("a part of an award is not below zero");
            }
        }

        @Override
        public String toString() {
            return "an award of " + toLender.value + " sat to the lender and " + toArbiter.value
                    + " sat to the arbiter";
        }
    }

    /** The borrower contests the liquidation that is about to be signed. */
    record Contested() implements Claim {
        @Override
        public String toString() {
            return "an objection to the liquidation";
        }
    }
}
