package org.escrowkit.wallet.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bitcoinj.base.Sha256Hash;

/** Stores as tests open them: impatient, and without the migrations' log. */
public final class StoreFixture {
    private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");
    private static final int BUSY_MILLIS = 50;

    static {
        MIGRATIONS.setLevel(Level.WARNING);
    }

    private StoreFixture() {}

    static EscrowStore open(Path file) {
        return open(file, Optional.empty(), sql -> {});
    }

    /** A store of another chain than the tests of this package have. */
    public static EscrowStore open(Path file, Sha256Hash genesis) {
        return SqliteStore.open(file, genesis, new SqliteStore.Options(BUSY_MILLIS, Optional.empty(), sql -> {}));
    }

    /** The same, whose probe is told every statement before it runs. */
    public static EscrowStore open(Path file, Sha256Hash genesis, Consumer<String> probe) {
        return SqliteStore.open(file, genesis, new SqliteStore.Options(BUSY_MILLIS, Optional.empty(), probe::accept));
    }

    static EscrowStore open(Path file, Optional<Integer> maxPages, Db.Probe probe) {
        return SqliteStore.open(file, RandomSteps.GENESIS, new SqliteStore.Options(BUSY_MILLIS, maxPages, probe));
    }
}
