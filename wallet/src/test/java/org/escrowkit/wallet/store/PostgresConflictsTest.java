package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server gives up a transaction in favour of another, it is tried again, and has one outcome. */
class PostgresConflictsTest {
    /** As often as a transaction is begun before it is given up. */
    private static final int MOST_ATTEMPTS = 5;

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(40);
    private StorePlace place = new StorePlace("");

    @BeforeEach
    void aStoreWithSomethingIn() {
        place = TestDatabase.POSTGRES.place(directory, "conflicts");
        try (EscrowStore store = place.open()) {
            store.commit(step(store.head()));
        }
    }

    private Step step(Head head) {
        BlockRow row = random.next(head.cursor().map(List::of).orElse(List.of()));
        return new Step(head.revision(), List.of(new StepPart.Connected(row, List.of(random.change()))));
    }

    @Test
    void aSerializationFailureIsTriedAgain() throws SQLException {
        failToSerialize(MOST_ATTEMPTS - 1);
        try (EscrowStore store = place.open()) {
            Head before = store.head();
            Step step = step(before);
            assertEquals(before.revision() + 1, store.commit(step).revision());
            assertEquals(MOST_ATTEMPTS, number("SELECT last_value FROM tries"));
            assertThrows(StoreException.StaleStep.class, () -> store.commit(step));
        }
    }

    @Test
    void aSerializationFailureThatComesAgainAndAgainIsNamedAndTheSameStepGoesInLater() throws SQLException {
        failToSerialize(MOST_ATTEMPTS);
        try (EscrowStore store = place.open()) {
            Head before = store.head();
            Step step = step(before);
            StoreException.Locked locked = assertThrows(StoreException.Locked.class, () -> store.commit(step));
            assertTrue(locked.canPass());
            assertEquals(before, store.head());
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    /** The first so many tries to commit a step, with SQLSTATE 40001: a sequence is not rolled back with the rest. */
    private void failToSerialize(int tries) throws SQLException {
        place.edit("CREATE SEQUENCE tries");
        place.edit("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF nextval(''tries'') <= " + tries
                + " THEN RAISE EXCEPTION ''as the test wants it'' USING ERRCODE = ''40001''; END IF; RETURN NEW; END'");
        place.edit("CREATE TRIGGER fails BEFORE UPDATE OF revision ON store FOR EACH ROW EXECUTE FUNCTION fail()");
    }

    /** The other one waits longer before it looks for a deadlock, so that the store is the one to give way. */
    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (EscrowStore store = patient(place.address() + "&options=-c%20deadlock_timeout=4s");
                Connection other = place.connection();
                Statement statement = other.createStatement()) {
            Head before = store.head();
            Step step = step(before);
            statement.execute("SET deadlock_timeout = '60s'");
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM lease FOR UPDATE");
            int ours = pid(statement);
            Future<Head> commit = thread.submit(() -> store.commit(step));
            while (!waitsFor(ours)) {
                assertFalse(commit.isDone(), () -> "nothing was in the way: " + commit);
            }
            // Now each has what the other wants; this returns when the store's transaction has been ended.
            statement.execute("SELECT * FROM store FOR UPDATE");
            other.rollback();
            assertEquals(before.revision() + 1, commit.get().revision());
            assertTrue(deadlocks() > 0);
        } finally {
            thread.shutdown();
        }
    }

    private static EscrowStore patient(String url) {
        HikariDataSource pool = StoreFixture.pool(url);
        return PostgresStore.open(
                pool,
                RandomSteps.GENESIS,
                PostgresStore.Sharing.named("patient"),
                new PostgresStore.Options(Duration.ofSeconds(30), sql -> {}, StoreFixture.closing(pool)));
    }

    private long deadlocks() throws SQLException {
        return number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = place.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int pid(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private boolean waitsFor(int pid) throws SQLException {
        return number("SELECT count(*) FROM pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))") > 0;
    }
}
