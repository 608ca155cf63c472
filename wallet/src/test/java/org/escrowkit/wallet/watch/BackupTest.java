package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/operations.md} says of backups. */
class BackupTest {
    private static final ByteString SCRIPT = ByteString.ofHex("0020" + "22".repeat(32));
    private static final String BOOKS = "books";

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private int coins;

    @TempDir
    private Path directory;

    private Watcher watcher;

    @BeforeEach
    void open() {
        node.mine(3);
        watcher = open(directory.resolve("watch.db"));
        watcher.watch(List.of(SCRIPT), Birth.now(), "loan 1");
        pay();
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private Watcher open(Path file) {
        return Watcher.open(
                node,
                StoreFixture.open(file, node.genesis()),
                InstantSource.fixed(Instant.EPOCH),
                Optional.of(Runnable::run));
    }

    private void pay() {
        Outpoint coin = new Outpoint(Sha256Hash.of(new byte[] {(byte) ++coins}), 0);
        TransactionOutput output = new TransactionOutput(Coin.COIN, SCRIPT);
        node.mine(List.of(new Transaction(2, List.of(TransactionInput.unsigned(coin, 0)), List.of(output), 0)));
        watcher.catchUp();
    }

    /** By another connection, as the command line's, while the watcher has the store open. */
    private Path backup() throws SQLException {
        Path copy = directory.resolve("backup.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("watch.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + copy + "'");
        }
        return copy;
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        watcher.deliver(BOOKS, (DepositEvent event) -> ids.add(event.id()));
        return ids;
    }

    private void restore(Path copy) throws IOException {
        watcher.close();
        Path file = directory.resolve("watch.db");
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(directory.resolve("watch.db-wal"));
        Files.deleteIfExists(directory.resolve("watch.db-shm"));
    }

    @Test
    void aBackupTakenWhileTheWatcherWorksGoesOnElsewhereAndTellsTheSameEvents() throws Exception {
        List<String> before = ids();
        Path copy = backup();
        pay();
        pay();
        List<String> after = ids();
        var ledger = watcher.ledger();
        watcher.close();
        watcher = open(copy);
        watcher.catchUp();
        assertEquals(ledger, watcher.ledger());
        assertEquals("loan 1", watcher.watched(SCRIPT).orElseThrow().label());
        assertEquals(1, before.size());
        assertEquals(after, ids());
    }

    @Test
    void anOldBackupInTheSamePlaceIsRefusedUntilItsNoteIsRemoved() throws Exception {
        Path copy = backup();
        pay();
        List<String> told = ids();
        restore(copy);
        Path file = directory.resolve("watch.db");
        assertThrows(StoreException.OlderThanKnown.class, () -> open(file));
        Files.delete(directory.resolve("watch.db.lock"));
        watcher = open(file);
        watcher.catchUp();
        assertEquals(told, ids());
    }

    @Test
    void theNewestBackupInTheSamePlaceIsTaken() throws Exception {
        List<String> told = ids();
        Path copy = backup();
        restore(copy);
        watcher = open(directory.resolve("watch.db"));
        watcher.catchUp();
        assertEquals(1, told.size());
        assertEquals(List.of(), ids());
        pay();
        assertEquals(1, ids().size());
    }
}
