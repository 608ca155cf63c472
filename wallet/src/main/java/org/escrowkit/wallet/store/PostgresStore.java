package org.escrowkit.wallet.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
    /** How long to wait for what another process writes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PostgresStore() {}

    /**
     * How one of several processes shares the store.
     *
     * @param name of this process, for people
     * @param lease after which another one takes over from a leader that has stopped; the same for all. A leader renews
     *     it by every poll and every commit
     * @param note a file of this process alone, which remembers how far it has taken the store, so that an older copy
     *     in its place is noticed at the next opening, too
     */
    public record Sharing(String name, Duration lease, Optional<Path> note) {
        private static final Duration USUAL_LEASE = Duration.ofSeconds(30);

        public Sharing {
            if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a lease of less than a second: " + lease);
            }
        }

        /** A lease of thirty seconds, and no note. */
        public static Sharing named(String name) {
            return new Sharing(name, USUAL_LEASE, Optional.empty());
        }

        public Sharing withLease(Duration other) {
            return new Sharing(name, other, note);
        }

        public Sharing withNote(Path file) {
            return new Sharing(name, lease, Optional.of(file));
        }
    }

    /**
     * Opens the store, or creates it in an empty schema, under the name of this machine and process.
     *
     * @param genesis hash of the chain's first block, for which it is made
     * @throws StoreException.Unreachable if the database does not answer
     * @throws StoreException.WrongChain if it was made for another chain
     * @throws StoreException.NewerSchema if a later version of this software made it
     */
    public static EscrowStore open(DataSource database, Sha256Hash genesis) {
        return open(database, genesis, Sharing.named(machine()));
    }

    /** @throws StoreException.OlderThanKnown if the note tells that it is an older copy of what was here */
    public static EscrowStore open(DataSource database, Sha256Hash genesis, Sharing sharing) {
        if (sharing.note().isEmpty()) {
            return open(database, genesis, sharing, new Options(PATIENCE, sql -> {}, JdbcStore.Guard.NONE));
        }
        FileGuard guard = FileGuard.of(sharing.note().get());
        try {
            EscrowStore store = open(database, genesis, sharing, new Options(PATIENCE, sql -> {}, guard));
            guard.check(store.head().revision());
            return store;
        } catch (Throwable failure) {
            guard.close();
            throw failure;
        }
    }

    /** What tests set besides: how long to wait for a lock, who watches the statements, and what hears of commits. */
    record Options(Duration patience, Db.Probe probe, JdbcStore.Guard guard) {}

    static EscrowStore open(DataSource database, Sha256Hash genesis, Sharing sharing, Options options) {
        PostgresDialect dialect =
                new PostgresDialect(options.patience(), sharing.lease().dividedBy(3));
        PooledSessions sessions = new PooledSessions(database, dialect, options.probe(), genesis, sharing.lease());
        Schema.migrate(database, dialect);
        sessions.with(tables -> {
            Schema.claim(tables.db(), genesis);
            return genesis;
        });
        // A name that came back after a crash would take the place of one that is still there.
        String holder = sharing.name() + " " + UUID.randomUUID();
        return new JdbcStore(sessions, genesis, options.guard(), new SharedLease(holder, sharing.lease()));
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
