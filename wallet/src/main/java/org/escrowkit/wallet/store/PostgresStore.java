package org.escrowkit.wallet.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.bitcoinj.base.Sha256Hash;

/**
 * The store in a PostgreSQL database, for any number of processes: one leads and commits, the others stand by and take
 * over when its lease ends. All may register scripts and consume events.
 *
 * <p>The data source is the application's, and stays open. It gives connections that commit by themselves
 * ({@code autoCommit}, as is usual) to a primary, and a pool saves time: about four connections for each process, and
 * one for each consumer that works at the same time. The store wants a schema of its own, such as
 * {@code ?currentSchema=escrowkit} in the URL names.
 */
public final class PostgresStore {
    /** How long the others wait for a leader that does nothing any more. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** How long to wait for what another process writes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PostgresStore() {}

    /**
     * Opens the store, or creates it in an empty schema, with a lease of thirty seconds.
     *
     * @param genesis hash of the chain's first block, for which it is made
     * @throws StoreException.Unreachable if the database does not answer
     * @throws StoreException.WrongChain if it was made for another chain
     * @throws StoreException.NewerSchema if a later version of this software made it
     */
    public static EscrowStore open(DataSource database, Sha256Hash genesis) {
        return open(database, genesis, machine(), LEASE);
    }

    /**
     * The same, with a name and a lease of one's own.
     *
     * @param name of this process, for people
     * @param lease after which another one takes over from a leader that has stopped; the same for all. A leader renews
     *     it by every poll and every commit
     */
    public static EscrowStore open(DataSource database, Sha256Hash genesis, String name, Duration lease) {
        return open(database, genesis, new Options(name, lease, PATIENCE, sql -> {}, JdbcStore.Guard.NONE));
    }

    /** What tests set besides: how long to wait for a lock, who watches the statements, and what hears of commits. */
    record Options(String name, Duration lease, Duration patience, Db.Probe probe, JdbcStore.Guard guard) {}

    static EscrowStore open(DataSource database, Sha256Hash genesis, Options options) {
        PostgresDialect dialect =
                new PostgresDialect(options.patience(), options.lease().dividedBy(3));
        PooledSessions sessions = new PooledSessions(database, dialect, options.probe(), genesis);
        Schema.migrate(database, dialect);
        sessions.with(tables -> {
            Schema.claim(tables.db(), genesis);
            return genesis;
        });
        // A name that came back after a crash would take the place of one that is still there.
        String holder = options.name() + " " + UUID.randomUUID();
        JdbcStore store = new JdbcStore(sessions, genesis, options.guard(), new SharedLease(holder, options.lease()));
        store.head();
        return store;
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName() + ":"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "process " + ProcessHandle.current().pid();
        }
    }
}
