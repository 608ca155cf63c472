package org.escrowkit.core.ledger;

/** How far a deposit has come. Only a final one is collateral. */
public sealed interface DepositStatus {
    /** Seen, and no block contains it: advisory. */
    record InMempool() implements DepositStatus {
        @Override
        public String toString() {
            return "in mempool";
        }
    }

    record Confirming(int confirmations, int required) implements DepositStatus {
        @Override
        public String toString() {
            return "confirming " + confirmations + "/" + required;
        }
    }

    /** A coinbase output that consensus does not let anybody spend yet. */
    record Immature(int confirmations, int required) implements DepositStatus {
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

    record Spent(Spend by) implements DepositStatus {
        @Override
        public String toString() {
            return "spent by " + by.txid();
        }
    }
}
