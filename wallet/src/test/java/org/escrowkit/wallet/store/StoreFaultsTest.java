package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** What goes wrong with a file: each is named, and after each the store holds what it held. */
class StoreFaultsTest {
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(6);
    private Path file = Path.of("");

    @BeforeEach
    void aStoreWithSomethingIn() {
        file = directory.resolve("store.db");
        try (EscrowStore store = StoreFixture.open(file)) {
            store.commit(big(store.head()));
        }
    }

    @Test
    void aFullDiskIsNamedAndTheSameStepGoesInLater() {
        Step step;
        Head before;
        try (EscrowStore store = StoreFixture.open(file, Optional.of(1), sql -> {})) {
            before = store.head();
            step = big(before);
            assertThrows(StoreException.DiskFull.class, () -> store.commit(step));
            assertEquals(before, store.head());
            assertEquals(before.lastSequence(), store.events(0, 10_000).size());
            assertThrows(StoreException.DiskFull.class, () -> store.commit(step));
        }
        try (EscrowStore store = StoreFixture.open(file)) {
            assertEquals(before, store.head());
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    @Test
    void anotherWriterIsNamedAndTheSameStepGoesInLater() throws SQLException {
        try (EscrowStore store = StoreFixture.open(file)) {
            Head before = store.head();
            Step step = big(before);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThrows(StoreException.Locked.class, () -> store.commit(step));
                assertEquals(before, store.head());
                statement.execute("ROLLBACK");
            }
            assertEquals(before.revision() + 1, store.commit(step).revision());
        }
    }

    @Test
    void aStoreOpensOnceInAProcess() {
        try (EscrowStore store = StoreFixture.open(file)) {
            assertThrows(StoreException.Locked.class, () -> StoreFixture.open(file));
            assertEquals(1, store.head().revision());
        }
        StoreFixture.open(file).close();
    }

    @Test
    void aStoreOpensInOneProcessAtATime() throws IOException, InterruptedException {
        Process child = child();
        try {
            assertEquals("ready", child.inputReader().readLine());
            assertThrows(StoreException.Locked.class, () -> StoreFixture.open(directory.resolve("7.db")));
        } finally {
            child.destroyForcibly().waitFor();
        }
        StoreFixture.open(directory.resolve("7.db")).close();
    }

    /** Both are known to end locks of files behind one's back. */
    @Test
    void neitherASecondOpeningNorAnInterruptLetsAnotherProcessIn() throws IOException, InterruptedException {
        Path shared = directory.resolve("7.db");
        try (EscrowStore store = StoreFixture.open(shared)) {
            assertThrows(StoreException.Locked.class, () -> StoreFixture.open(shared));
            Thread.currentThread().interrupt();
            store.commit(big(store.head()));
            assertTrue(Thread.interrupted());
            Process child = child();
            assertNull(child.inputReader().readLine());
            assertEquals(1, child.waitFor());
            assertEquals(1, store.head().revision());
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        "-1",
                        "7 " + directory.resolve("7.db"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aDamagedPageIsFoundAtTheOpening() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int pages = whole.length / PAGE;
        assertTrue(pages > 20);
        for (int page = 0; page < pages; page++) {
            Random noise = new Random(page);
            byte[] bytes = new byte[64];
            noise.nextBytes(bytes);
            Files.write(file, whole);
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek((long) page * PAGE);
                damaged.write(bytes);
            }
            int at = page;
            assertThrows(StoreException.Corrupt.class, () -> readAll(at), "page " + page);
        }
    }

    /** A page of a large value has no structure that SQLite could check; the transaction's own hash does. */
    private void readAll(int page) {
        try (EscrowStore store = StoreFixture.open(file)) {
            store.deposits();
            store.events(0, 10_000);
            throw new AssertionError("page " + page + " is damaged and nobody noticed");
        }
    }

    @Test
    void aTransactionThatIsNotItselfIsDamage() throws SQLException {
        edit("UPDATE funding SET raw = (SELECT raw FROM funding ORDER BY wtxid DESC LIMIT 1)");
        try (EscrowStore store = StoreFixture.open(file)) {
            assertThrows(StoreException.Corrupt.class, store::deposits);
        }
    }

    @Test
    void noStoreAtAllIsNamed() throws IOException {
        Files.writeString(file, "Dear diary, today I was not a database. ".repeat(200));
        assertThrows(StoreException.Corrupt.class, () -> StoreFixture.open(file));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        Db db = new Db(connection, new SqliteDialect(file), sql -> {});
        try (EscrowStore store = new JdbcStore(
                new OneSession(Tables.of(db, RandomSteps.GENESIS)),
                RandomSteps.GENESIS,
                FileGuard.of(file),
                Lease.SOLE)) {
            Head before = store.head();
            assertThrows(StoreException.ReadOnly.class, () -> store.commit(big(before)));
            assertEquals(before, store.head());
        }
    }

    @Test
    void aStoreOfAnotherChainIsRefused() {
        Sha256Hash other = Sha256Hash.of(new byte[] {2});
        assertThrows(StoreException.WrongChain.class, () -> SqliteStore.open(file, other));
        StoreFixture.open(file).close();
    }

    @Test
    void aNewerSchemaIsRefused() throws SQLException {
        edit("INSERT INTO flyway_schema_history SELECT 99, '99', 'of the future', type, script, checksum,"
                + " installed_by, installed_on, execution_time, success FROM flyway_schema_history LIMIT 1");
        StoreException.NewerSchema refusal =
                assertThrows(StoreException.NewerSchema.class, () -> StoreFixture.open(file));
        assertTrue(String.valueOf(refusal.getMessage()).contains("99"), refusal.getMessage());
    }

    @Test
    void anOlderCopyIsNamed() throws IOException {
        Path backup = directory.resolve("backup.db");
        Files.copy(file, backup);
        try (EscrowStore store = StoreFixture.open(file)) {
            store.commit(big(store.head()));
        }
        Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
        assertThrows(StoreException.OlderThanKnown.class, () -> StoreFixture.open(file));
        Files.delete(directory.resolve("store.db.lock"));
        try (EscrowStore store = StoreFixture.open(file)) {
            assertEquals(1, store.head().revision());
        }
    }

    @Test
    void aCommitThatSucceededButFailedToSaySoIsASuccess() {
        boolean[] armed = {false};
        Db.Probe probe = sql -> {
            if (armed[0] && sql.equals("the next, after COMMIT")) {
                armed[0] = false;
                throw new StoreException.Failed("the connection broke", null);
            }
        };
        try (EscrowStore store = StoreFixture.open(file, Optional.empty(), probe)) {
            Step step = big(store.head());
            armed[0] = true;
            assertEquals(2, store.commit(step).revision());
        }
    }

    @Test
    void w3AStepThatDoesNotFitChangesNothing() {
        try (EscrowStore store = StoreFixture.open(file)) {
            Head before = store.head();
            BlockRow cursor = before.cursor().orElseThrow();
            BlockRow floating = random.next(List.of());
            BlockRow fits = random.next(List.of(cursor));
            List<List<StepPart>> wrong = List.of(
                    List.of(new StepPart.Connected(fits, List.of()), new StepPart.Connected(floating, List.of())),
                    List.of(new StepPart.Connected(fits, List.of()), new StepPart.Disconnected(cursor, List.of())),
                    List.of(new StepPart.Disconnected(cursor, List.of())),
                    List.of(new StepPart.Connected(fits, List.of()), new StepPart.BackfillDone()));
            for (List<StepPart> parts : wrong) {
                assertThrows(IllegalArgumentException.class, () -> store.commit(new Step(before.revision(), parts)));
                assertEquals(before, store.head());
                assertEquals(List.of(cursor), store.blocks());
            }
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

    private void edit(String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
