package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * PostgreSQL's words, and its error codes.
 *
 * @param patience how long to wait for another's lock
 * @param pause how long a transaction may be left alone before the server ends it, by which a client that has stopped
 *     lets go of its locks
 */
record PostgresDialect(Duration patience, Duration pause) implements Dialect {
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /** The server shuts down, starts up, has lost patience or has no connection left. */
    private static final Set<String> UNREACHABLE =
            Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "53300");

    @Override
    public String bytes() {
        return "BYTEA";
    }

    @Override
    public String longs() {
        return "BIGINT";
    }

    @Override
    public String clock() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    /** All that the lock's next holder reads was committed before, because each statement sees what is committed. */
    @Override
    public String beginWriting() {
        return beginNoting() + "; SELECT revision FROM store FOR UPDATE";
    }

    @Override
    public String beginNoting() {
        return "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = " + patience.toMillis()
                + "; SET LOCAL idle_in_transaction_session_timeout = " + pause.toMillis();
    }

    @Override
    public String beginReading() {
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    }

    @Override
    public boolean isConflict(SQLException error) {
        return CONFLICTS.contains(state(error));
    }

    @Override
    public StoreException explain(SQLException error) {
        String state = state(error);
        String why = "PostgreSQL: " + error.getMessage();
        if (isUnreachable(error, state)) {
            return new StoreException.Unreachable(why, error);
        }
        return switch (state) {
            case "53100" -> new StoreException.DiskFull(why + "; nothing was changed", error);
            case "55P03", "40001", "40P01" -> new StoreException.Locked(why + "; another one writes", error);
            case "25006", "42501" -> new StoreException.ReadOnly(why, error);
            case "XX001", "XX002" -> new StoreException.Corrupt(why + "; restore a backup", error);
            default -> new StoreException.Failed(why, error);
        };
    }

    private static boolean isUnreachable(SQLException error, String state) {
        return state.startsWith("08")
                || UNREACHABLE.contains(state)
                || error instanceof SQLTransientConnectionException
                || (error.getNextException() != null
                        && isUnreachable(error.getNextException(), state(error.getNextException())));
    }

    private static String state(SQLException error) {
        return Objects.requireNonNullElse(error.getSQLState(), "");
    }
}
