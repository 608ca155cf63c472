package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What goes wrong with a database that is shared: each is named, and a commit has one outcome. */
class PostgresFaultsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(26);
    private volatile Runnable beforeCommit = () -> {};
    private StorePlace place = new StorePlace("");

    @BeforeEach
    void aStoreWithSomethingIn() {
        place = TestDatabase.POSTGRES.place(directory, "faults");
        try (EscrowStore store = place.open()) {
            store.commit(big(store.head()));
        }
    }

    @AfterEach
    void nothingMoreBreaks() {
        beforeCommit = () -> {};
    }

    private EscrowStore open(String url) {
        return StoreFixture.postgres(url, RandomSteps.GENESIS, "faults", LEASE, sql -> {
            if (sql.equals("COMMIT")) {
                beforeCommit.run();
            }
        });
    }

    @Test
    void aConnectionLostBeforeTheCommitLeavesNothingAndTheSameStepGoesInLater() {
        try (DatabaseProxy proxy = DatabaseProxy.before(place);
                EscrowStore store = open(proxy.url(place))) {
            Head before = store.head();
            Step step = big(before);
            beforeCommit = () -> proxy.set(DatabaseProxy.Mode.CUT);
            assertThrows(StoreException.Unreachable.class, () -> store.commit(step));
            beforeCommit = () -> {};
            assertThrows(StoreException.Unreachable.class, store::head);
            proxy.set(DatabaseProxy.Mode.PASS);
            assertEquals(before, store.head());
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsASuccessAndNothingIsThereTwice() {
        try (DatabaseProxy proxy = DatabaseProxy.before(place);
                EscrowStore store = open(proxy.url(place))) {
            Head before = store.head();
            beforeCommit = () -> {
                beforeCommit = () -> {};
                proxy.set(DatabaseProxy.Mode.LOSE_NEXT_ANSWER);
            };
            Step step = big(before);
            assertEquals(before.revision() + 1, store.commit(step).revision());
            assertEquals(before.revision() + 1, store.head().revision());
            assertThrows(StoreException.StaleStep.class, () -> store.commit(step));
            assertEquals(400, store.head().lastSequence());
        }
    }

    @Test
    void allSessionsEndedByTheServerAreReplaced() throws SQLException {
        try (EscrowStore store = open(place.address())) {
            Head before = store.head();
            Step step = big(before);
            beforeCommit = () -> {
                beforeCommit = () -> {};
                endSessions();
            };
            assertThrows(StoreException.Unreachable.class, () -> store.commit(step));
            assertEquals(before, store.head());
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    private void endSessions() {
        try (Connection connection = place.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherWriterIsNamedAndTheSameStepGoesInLater() throws SQLException {
        try (EscrowStore store = open(place.address())) {
            Head before = store.head();
            Step step = big(before);
            try (Connection other = place.connection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT * FROM store FOR UPDATE");
                assertThrows(StoreException.Locked.class, () -> store.commit(step));
                assertEquals(before, store.head());
                other.rollback();
            }
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    @Test
    void aFullDiskIsNamedAndTheSameStepGoesInLater() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small.toString()), "cannot mount a disk");
        try {
            Path ballast = small.resolve("ballast");
            Files.write(ballast, new byte[4 << 20]);
            Path space = Files.createDirectory(small.resolve("space"));
            String name = "full" + PostgresServer.name(directory.toString());
            try (Connection connection = place.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLESPACE " + name + " LOCATION '" + space + "'");
                statement.execute(
                        "CREATE DATABASE " + name + " TABLESPACE " + name + " TEMPLATE migrated STRATEGY file_copy");
            }
            try (EscrowStore store = open(PostgresServer.url(name))) {
                assertFull(store, ballast);
            }
            place.edit("DROP DATABASE " + name);
            place.edit("DROP TABLESPACE " + name);
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private void assertFull(EscrowStore store, Path ballast) throws IOException {
        for (int i = 0; i < 200; i++) {
            Head before = store.head();
            Step step = big(before);
            try {
                store.commit(step);
            } catch (StoreException.DiskFull full) {
                assertEquals(before, store.head());
                Files.delete(ballast);
                assertEquals(before.revision() + 1, store.commit(step).revision());
                return;
            }
        }
        throw new AssertionError("the disk is never full");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void aBackupRestoredUnderALivingStoreIsNoticedByItAndByConsumers() throws SQLException {
        backUp();
        long last;
        try (EscrowStore store = open(place.address())) {
            last = store.commit(big(store.head())).lastSequence();
            restore();
            assertThrows(StoreException.OlderThanKnown.class, () -> connected(store));
        }
        try (EscrowStore store = open(place.address())) {
            assertEquals(1, store.head().revision());
            assertThrows(StoreException.OlderThanKnown.class, () -> store.events(last, 1));
            assertThrows(StoreException.OlderThanKnown.class, () -> store.acknowledge("loans", last));
        }
    }

    @Test
    void aBackupRestoredWhileNobodyLooksIsNoticedByItsNote() throws SQLException {
        backUp();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(place.address());
        PostgresStore.Sharing sharing = PostgresStore.Sharing.named("noting").withNote(directory.resolve("known"));
        try (EscrowStore store = PostgresStore.open(database, RandomSteps.GENESIS, sharing)) {
            store.commit(big(store.head()));
        }
        PostgresStore.open(database, RandomSteps.GENESIS, sharing).close();
        restore();
        assertThrows(
                StoreException.OlderThanKnown.class, () -> PostgresStore.open(database, RandomSteps.GENESIS, sharing));
    }

    /** A connection of before may be noticed as broken first. */
    private static Head connected(EscrowStore store) {
        while (true) {
            try {
                return store.head();
            } catch (StoreException.Unreachable broken) {
                assertTrue(String.valueOf(broken.getMessage()).contains("PostgreSQL"), broken.getMessage());
            }
        }
    }

    private void backUp() throws SQLException {
        server().edit("CREATE DATABASE " + name() + "_backup TEMPLATE " + name());
    }

    private void restore() throws SQLException {
        server().edit("DROP DATABASE " + name() + " WITH (FORCE)");
        server().edit("ALTER DATABASE " + name() + "_backup RENAME TO " + name());
    }

    private StorePlace server() {
        return new StorePlace(place.address().replace("/" + name(), "/postgres"));
    }

    private String name() {
        return place.address().replaceFirst(".*/([^/?]+).*", "$1");
    }

    @Test
    void aStoreOfAnotherChainIsRefused() {
        Sha256Hash other = Sha256Hash.of(new byte[] {2});
        assertThrows(StoreException.WrongChain.class, () -> place.open(other));
    }

    @Test
    void aDatabaseThatOnlyReadsIsNamed() throws SQLException {
        try (EscrowStore store = open(place.address())) {
            place.edit("ALTER DATABASE " + name() + " SET default_transaction_read_only = on");
            endSessions();
            Head before = connected(store);
            assertThrows(StoreException.ReadOnly.class, () -> store.commit(big(before)));
        }
    }

    private Step big(Head head) {
        BlockRow row = random.next(head.cursor().map(List::of).orElse(List.of()));
        return new Step(
                head.revision(),
                List.of(new StepPart.Connected(
                        row,
                        IntStream.range(0, 200).mapToObj(i -> random.change()).toList())));
    }
}
