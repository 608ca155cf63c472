package org.escrowkit.wallet.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;

/** One connection, its prepared statements and its transactions. Not for several threads at once. */
final class Db implements AutoCloseable {
    /** How many rows go to the database together. */
    private static final int BATCH = 1_000;

    /** Of a transaction that others get in the way of. */
    private static final int MOST_ATTEMPTS = 5;

    /** Something that may fail as SQL does. */
    interface Work<T> {
        T run() throws SQLException;
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    interface RowUser {
        void use(ResultSet row) throws SQLException;
    }

    /** Is told what comes next; tests make the process die there. */
    interface Probe {
        void before(String sql);
    }

    private final Connection connection;
    private final Dialect dialect;
    private final Probe probe;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean broken;

    Db(Connection connection, Dialect dialect, Probe probe) {
        this.connection = connection;
        this.dialect = dialect;
        this.probe = probe;
    }

    Dialect dialect() {
        return dialect;
    }

    /** All that the work writes, or nothing, behind the writer before and before the next. */
    <T> T writing(Work<T> work) {
        return transaction(dialect.beginWriting(), work);
    }

    /** All that the work writes, or nothing, beside others that write other rows. */
    <T> T noting(Work<T> work) {
        return transaction(dialect.beginNoting(), work);
    }

    /** All that the work reads is of one moment. */
    <T> T reading(Work<T> work) {
        return transaction(dialect.beginReading(), work);
    }

    /** Where the database gives up one of two that wait for each other, it may be asked again. */
    private <T> T transaction(String begin, Work<T> work) {
        return explained(() -> {
            for (int left = MOST_ATTEMPTS; ; left--) {
                try {
                    return attempt(begin, work);
                } catch (SQLException conflict) {
                    if (left == 1 || !dialect.isConflict(conflict)) {
                        throw conflict;
                    }
                }
            }
        });
    }

    private <T> T attempt(String begin, Work<T> work) throws SQLException {
        try {
            execute(begin);
            T result = work.run();
            execute("COMMIT");
            probe.before("the next, after COMMIT");
            return result;
        } catch (Throwable failure) {
            rollBack(failure);
            throw failure;
        }
    }

    /** Some errors have ended the transaction already, and then there is nothing to roll back. */
    private void rollBack(Throwable failure) {
        try {
            execute("ROLLBACK");
        } catch (SQLException ended) {
            broken = true;
            failure.addSuppressed(ended);
        }
    }

    /** Whether it is not known what state the connection is in. */
    boolean isBroken() {
        return broken;
    }

    <T> T explained(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw dialect.explain(e);
        }
    }

    void execute(String sql) throws SQLException {
        probe.before(sql);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @return how many rows it changed */
    int update(String sql, @Nullable Object... values) throws SQLException {
        probe.before(sql);
        return bound(sql, values).executeUpdate();
    }

    /** The same statement for each of these rows of values. */
    void updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        for (int from = 0; from < rows.size(); from += BATCH) {
            probe.before(sql);
            PreparedStatement statement = statement(sql);
            for (@Nullable Object[] row : rows.subList(from, Math.min(rows.size(), from + BATCH))) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    void each(String sql, RowUser user, @Nullable Object... values) throws SQLException {
        probe.before(sql);
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            while (rows.next()) {
                user.use(rows);
            }
        }
    }

    <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        each(sql, row -> all.add(reader.read(row)), values);
        return all;
    }

    <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        return all(sql, reader, values).stream().findFirst();
    }

    /** A number that is always there, such as a count. */
    long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    static Sha256Hash hash(ResultSet row, String column) throws SQLException {
        return Sha256Hash.wrap(row.getBytes(column));
    }

    /** The question marks of that many values, with commas. */
    static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = statement(sql);
        bind(statement, values);
        return statement;
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Closes the statements and leaves the connection to its owner. */
    void closeStatements() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() {
        explained(() -> {
            connection.close();
            return connection;
        });
    }
}
