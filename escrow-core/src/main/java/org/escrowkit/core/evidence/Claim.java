package org.escrowkit.core.evidence;

import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/** What is claimed about a loan. Whose signature makes it count is said with each. */
public sealed interface Claim {
    /** The borrower received the principal. */
    record Disbursed() implements Claim {
        @Override
        public String toString() {
            return "the principal was received";
        }
    }

    /** The lender is owed nothing any more: the receipt for the last repayment. */
    record Repaid() implements Claim {
        @Override
        public String toString() {
            return "nothing is owed any more";
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
            return amount + " are owed and unpaid";
        }
    }

    /** Lender and borrower call the loan off. */
    record Cancelled() implements Claim {
        @Override
        public String toString() {
            return "the loan is called off";
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
            return toLender.value + " sat go to the lender, " + toArbiter.value
                    + " sat to the arbiter, the rest to the borrower";
        }
    }

    /** The borrower contests the liquidation that is about to be signed. */
    record Contested() implements Claim {
        @Override
        public String toString() {
            return "the liquidation is contested";
        }
    }
}
