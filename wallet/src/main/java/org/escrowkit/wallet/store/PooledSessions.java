package org.escrowkit.wallet.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.bitcoinj.base.Sha256Hash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the user's data source for each use, so that as many work at once as that has.
 *
 * @param silence after which a database that does not answer is taken for gone
 */
record PooledSessions(DataSource source, Dialect dialect, Db.Probe probe, Sha256Hash genesis, Duration silence)
        implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(PooledSessions.class);

    @Override
    public <T> T with(Use<T> use) {
        Connection connection = connect();
        Db db = new Db(connection, dialect, probe);
        try {
            return db.explained(() -> use.run(Tables.of(db, genesis)));
        } finally {
            giveBack(db, connection);
        }
    }

    private Connection connect() {
        try {
            Connection connection = source.getConnection();
            try {
                connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
                return connection;
            } catch (SQLException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    /** What was done is done, or failed, already: neither changes by what happens here. */
    private static void giveBack(Db db, Connection connection) {
        try (connection) {
            if (db.isBroken()) {
                connection.abort(Runnable::run);
            } else {
                db.closeStatements();
            }
        } catch (SQLException e) {
            LOG.debug("a connection was given back broken", e);
        }
    }

    /** The data source is the user's. */
    @Override
    public void close() {}
}
