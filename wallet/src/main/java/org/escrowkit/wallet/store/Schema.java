package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.bitcoinj.base.Sha256Hash;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the tables up to date, and sees that they are of this chain and of no later time. */
final class Schema {
    private Schema() {}

    static void migrate(DataSource database, Dialect dialect) {
        migrate(database, dialect, "latest");
    }

    /** @param target a version, or the latest */
    static void migrate(DataSource database, Dialect dialect, String target) {
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:org/escrowkit/wallet/store")
                .target(target)
                .placeholders(Map.of("bytes", dialect.bytes(), "long", dialect.longs()))
                .load();
        try {
            Optional<MigrationInfo> newer = Arrays.stream(flyway.info().applied())
                    .filter(applied -> applied.getState().isApplied()
                            && !applied.getState().isResolved())
                    .reduce((lower, higher) -> higher);
            if (newer.isPresent()) {
                throw new StoreException.NewerSchema("schema " + newer.get().getVersion() + " ("
                        + newer.get().getDescription()
                        + ") is newer than this software: install the version that made it");
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw explain(e, dialect);
        }
    }

    /**
     * Names the chain of a new store, and refuses that of an old one if it is another. Of an old one it only reads,
     * which waits for nobody who writes.
     */
    static void claim(Db db, Sha256Hash genesis) {
        Optional<Sha256Hash> known = genesis(db);
        if (known.isEmpty()) {
            db.writing(() -> db.update(
                    "INSERT INTO store (id, genesis, revision, last_sequence, last_backfill) VALUES (1, ?, 0, 0, 0)"
                            + " ON CONFLICT (id) DO NOTHING",
                    (Object) genesis.getBytes()));
        }
        Sha256Hash stored = known.or(() -> genesis(db)).orElseThrow();
        if (!stored.equals(genesis)) {
            throw new StoreException.WrongChain(
                    "store of the chain that begins with " + stored + ", asked for " + genesis);
        }
    }

    private static Optional<Sha256Hash> genesis(Db db) {
        return db.explained(() -> db.first("SELECT genesis FROM store", row -> Db.hash(row, "genesis")));
    }

    private static StoreException explain(FlywayException failure, Dialect dialect) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return dialect.explain(sql);
            }
        }
        return new StoreException.Failed("cannot migrate: " + failure.getMessage(), failure);
    }
}
