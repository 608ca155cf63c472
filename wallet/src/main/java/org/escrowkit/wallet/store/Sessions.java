package org.escrowkit.wallet.store;

import java.sql.SQLException;

/** Where a store gets its connections from. For any thread. */
interface Sessions extends AutoCloseable {
    /** Something to be done by way of one connection, which nobody else uses meanwhile. */
    interface Use<T> {
        T run(Tables tables) throws SQLException;
    }

    <T> T with(Use<T> use);

    @Override
    void close();
}
