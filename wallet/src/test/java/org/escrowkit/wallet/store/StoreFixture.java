package org.escrowkit.wallet.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bitcoinj.base.Sha256Hash;

/** Stores as tests open them: impatient, and without the libraries' logs. */
public final class StoreFixture {
    private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");
    private static final Logger POOLS = Logger.getLogger("com.zaxxer.hikari");
    private static final int BUSY_MILLIS = 50;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(BUSY_MILLIS);

    static final PostgresDialect DIALECT = new PostgresDialect(PATIENCE, LEASE);

    static {
        MIGRATIONS.setLevel(Level.WARNING);
        POOLS.setLevel(Level.SEVERE);
    }

    private StoreFixture() {}

    static EscrowStore open(Path file) {
        return StorePlace.of(file).open();
    }

    /** A store of another chain than the tests of this package have. */
    public static EscrowStore open(Path file, Sha256Hash genesis) {
        return StorePlace.of(file).open(genesis);
    }

    /** The same, whose probe is told every statement before it runs. */
    public static EscrowStore open(Path file, Sha256Hash genesis, Consumer<String> probe) {
        return StorePlace.of(file).open(genesis, probe);
    }

    static EscrowStore open(Path file, Optional<Integer> maxPages, Db.Probe probe) {
        return SqliteStore.open(file, RandomSteps.GENESIS, new SqliteStore.Options(BUSY_MILLIS, maxPages, probe));
    }

    static EscrowStore sqlite(Path file, Sha256Hash genesis, Db.Probe probe) {
        return SqliteStore.open(file, genesis, new SqliteStore.Options(BUSY_MILLIS, Optional.empty(), probe));
    }

    static EscrowStore postgres(String url, Sha256Hash genesis, Db.Probe probe) {
        PostgresServer.prepare(url);
        return postgres(url, genesis, "test", LEASE, probe);
    }

    /** One of several that share a database, which is there already. */
    static EscrowStore postgres(String url, Sha256Hash genesis, String name, Duration lease, Db.Probe probe) {
        HikariDataSource pool = pool(url);
        try {
            return PostgresStore.open(
                    pool,
                    genesis,
                    PostgresStore.Sharing.named(name).withLease(lease),
                    new PostgresStore.Options(PATIENCE, probe, closing(pool)));
        } catch (Throwable failure) {
            pool.close();
            throw failure;
        }
    }

    static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(2_000);
        return new HikariDataSource(config);
    }

    static JdbcStore.Guard closing(HikariDataSource pool) {
        return new JdbcStore.Guard() {
            @Override
            public void committed(long revision) {}

            @Override
            public void close() {
                pool.close();
            }
        };
    }
}
