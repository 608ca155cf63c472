package org.escrowkit.wallet.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The store in one file, for one process: SQLite with a write-ahead log, flushed to the disk at every commit.
 *
 * <p>Beside the file lie SQLite's own {@code -wal} and {@code -shm}, which belong to it, and {@code .lock}, which keeps
 * other processes out and notices an older copy put in the file's place.
 */
public final class SqliteStore {
    private static final int BUSY_MILLIS = 5_000;

    private SqliteStore() {}

    /**
     * Opens the store in this file, or creates it.
     *
     * @param genesis hash of the chain's first block, for which it is made
     * @throws StoreException.Locked if it is open already, here or in another process
     * @throws StoreException.WrongChain if it was made for another chain
     * @throws StoreException.NewerSchema if a later version of this software made it
     * @throws StoreException.OlderThanKnown if it is an older copy of what was here
     * @throws StoreException.Corrupt if SQLite's own check finds the file damaged
     */
    public static EscrowStore open(Path file, Sha256Hash genesis) {
        return open(file, genesis, Options.USUAL);
    }

    /** A new store in a temporary file that {@code close} deletes: to try things out. */
    public static EscrowStore temporary(Sha256Hash genesis) {
        try {
            Path directory = Files.createTempDirectory("escrowkit");
            Path file = directory.resolve("store.db");
            FileGuard guard = FileGuard.of(file);
            return open(file, genesis, Options.USUAL, guard, new TemporaryGuard(guard, directory));
        } catch (IOException e) {
            throw new StoreException.Failed("no temporary directory: " + e, e);
        }
    }

    /** What tests set: how long to wait for a lock, how many pages the file may have, who watches the statements. */
    record Options(int busyMillis, Optional<Integer> maxPages, Db.Probe probe) {
        static final Options USUAL = new Options(BUSY_MILLIS, Optional.empty(), sql -> {});
    }

    static EscrowStore open(Path file, Sha256Hash genesis, Options options) {
        FileGuard guard = FileGuard.of(file);
        try {
            return open(file, genesis, options, guard, guard);
        } catch (Throwable failure) {
            guard.close();
            throw failure;
        }
    }

    private static EscrowStore open(
            Path file, Sha256Hash genesis, Options options, FileGuard lock, JdbcStore.Guard guard) {
        SqliteDialect dialect = new SqliteDialect(file);
        SQLiteDataSource source = new SQLiteDataSource(config(options));
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Db db = new Db(connect(source, dialect), dialect, options.probe());
        try {
            check(db, file);
            Schema.migrate(source, dialect);
            Schema.claim(db, genesis);
            JdbcStore store = new JdbcStore(new OneSession(Tables.of(db, genesis)), genesis, guard, Lease.SOLE);
            lock.check(store.head().revision());
            return store;
        } catch (Throwable failure) {
            db.close();
            throw failure;
        }
    }

    private static SQLiteConfig config(Options options) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(options.busyMillis());
        options.maxPages().ifPresent(config::setMaxPageCount);
        return config;
    }

    private static Connection connect(SQLiteDataSource source, SqliteDialect dialect) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    private static void check(Db db, Path file) {
        String verdict = db.explained(() -> db.first("PRAGMA quick_check(1)", row -> row.getString(1)))
                .orElse("no answer");
        if (!verdict.equals("ok")) {
            throw new StoreException.Corrupt("store " + file + " is damaged, restore a backup: " + verdict, null);
        }
    }
}
