package org.escrowkit.wallet.store;

import java.sql.SQLException;

/** The right to commit, as one store has it or not. */
interface Lease {
    /** Of a store that nobody shares. */
    Lease SOLE = new Lease() {
        @Override
        public Leadership lead(Sessions sessions) {
            return new Leadership.Leading(0);
        }

        @Override
        public long hold(LeaseTable table) {
            return 0;
        }

        @Override
        public void held(long epoch) {}

        @Override
        public boolean isHeld(LeaseTable table) {
            return true;
        }

        @Override
        public void release(Sessions sessions) {}
    };

    /** Takes or renews it, in a transaction of its own. */
    Leadership lead(Sessions sessions);

    /**
     * Renews it in the transaction that it is needed for, or takes it if nobody has it.
     *
     * @return the epoch, for {@link #held} when that transaction is committed
     * @throws StoreException.NotLeader if somebody has it, or it has ended meanwhile
     */
    long hold(LeaseTable table) throws SQLException;

    /** It was held, and still is. */
    void held(long epoch);

    /** Whether nobody else has taken it since. */
    boolean isHeld(LeaseTable table) throws SQLException;

    /** Leaves it to the next, as far as the database can be reached. */
    void release(Sessions sessions);
}
