package org.escrowkit.core.ledger;

/** How far a deposit has come. Only a final one is collateral. */
public sealed interface DepositStatus {
    /** Whether it may still become final by itself. */
    default boolean isPending() {
        return false;
    }

    /** Seen, and no block contains it: advisory. */
    record InMempool() implements DepositStatus {
        @Override
        public boolean isPending() {
            return true;
        }

        @Override
        public String toString() {
            return "in mempool";
        }
    }

    record Confirming(int confirmations, int required) implements DepositStatus {
        @Override
        public boolean isPending() {
            return true;
        }

        @Override
        public String toString() {
            return "confirming " + confirmations + "/" + required;
        }
    }

    /** A coinbase output that consensus does not let anybody spend yet. */
    record Immature(int confirmations, int required) implements DepositStatus {
        @Override
        public boolean isPending() {
            return true;
        }

        @Override
        public String toString() {
            return "immature coinbase " + confirmations + "/" + required;
        }
    }

    record Final() implements DepositStatus {
        @Override
        public String toString() {
            return "final";
        }
    }

    /** Smaller than the loan's terms ask of a deposit: recorded, and of no effect. */
    record TooSmall() implements DepositStatus {
        @Override
        public String toString() {
            return "too small to count";
        }
    }

    /** Neither the chain nor the mempool holds it any more; it may come back. */
    record Gone() implements DepositStatus {
        @Override
        public String toString() {
            return "gone from the mempool";
        }
    }

    record Spent(Spend by) implements DepositStatus {
        @Override
        public String toString() {
            return "spent by " + by.txid();
        }
    }
}
