package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may commit: a row that its holder renews, and that another one takes once it has expired by the database's clock.
 * Who has renewed or taken it in a transaction holds its row until that ends: nobody else can lead before.
 *
 * <p>A lease that ends later than one granted now would was granted before the clock was set back, and does not count.
 */
final class LeaseTable {
    private static final String CURRENT = "expires > %1$s AND expires <= %1$s + length";

    private final Db db;
    private final String clock;
    private final String current;

    LeaseTable(Db db) {
        this.db = db;
        clock = db.dialect().clock();
        current = CURRENT.formatted(clock);
    }

    /** Whether it was still held by that epoch, and is now until a whole length from now. */
    boolean renew(long epoch, Duration length) throws SQLException {
        return db.update(
                        "UPDATE lease SET expires = " + clock + " + ?, length = ? WHERE epoch = ? AND " + current,
                        length.toMillis(),
                        length.toMillis(),
                        epoch)
                == 1;
    }

    /** Takes it if nobody else has it; returns the new epoch. */
    Optional<Long> take(String holder, Duration length) throws SQLException {
        return db.first(
                "UPDATE lease SET epoch = epoch + 1, holder = ?, expires = " + clock + " + ?, length = ? WHERE NOT ("
                        + current + ") OR holder = ? RETURNING epoch",
                row -> row.getLong("epoch"),
                holder,
                length.toMillis(),
                length.toMillis(),
                holder);
    }

    /** Leaves it to the next. */
    void release(long epoch) throws SQLException {
        db.update("UPDATE lease SET expires = 0 WHERE epoch = ?", epoch);
    }

    Leadership.StandingBy holder() throws SQLException {
        return db.first(
                        "SELECT holder, expires FROM lease",
                        row -> new Leadership.StandingBy(
                                row.getString("holder"), Instant.ofEpochMilli(row.getLong("expires"))))
                .orElseThrow();
    }
}
