package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Spend;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an earlier version has stored, the newest one knows. The files were written by that version: its rows as SQL,
 * and below what it said that they mean.
 */
class StoreUpgradeTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aStoreOfTheFirstSchemaSaysTheSameAfterTheUpgrade(TestDatabase database) throws Exception {
        StorePlace place = database.place(directory, "upgrade");
        place.prepareEmpty();
        Schema.migrate(place.source(), place.dialect(), "1");
        load(place, "store-v1.sql");
        try (EscrowStore store = place.open()) {
            assertEquals(text("store-v1.txt"), said(store));
            Head before = store.head();
            RandomSteps random = new RandomSteps(99);
            assertEquals(
                    before.revision() + 1,
                    store.commit(random.step(before.revision(), store.blocks())).revision());
        }
    }

    static String said(EscrowStore store) {
        List<String> lines = new ArrayList<>();
        Head head = store.head();
        lines.add("head " + head.revision() + " " + head.cursor().orElseThrow().hash() + " " + head.lastSequence());
        lines.add("backfill " + store.backfill().map(Backfill::next).orElse(-1));
        lines.add("loans " + store.subscribe("loans"));
        store.scripts(script -> lines.add("script " + script.id() + " " + script.scriptPubKey() + " " + script.birth()
                + " " + script.label() + " " + script.waiting()));
        store.deposits().forEach(deposit -> lines.add("deposit " + text(deposit)));
        store.events(store.subscribe("loans"), 1_000)
                .forEach(event -> lines.add("event " + event.sequence() + " " + event.id() + " "
                        + text(event.change().deposit())));
        return String.join("\n", lines) + "\n";
    }

    private static String text(Deposit deposit) {
        return String.join(
                " ",
                deposit.outpoint().toString(),
                deposit.value().toFriendlyString(),
                deposit.scriptPubKey().toString(),
                deposit.block().map(BlockRef::toString).orElse("-"),
                Boolean.toString(deposit.inMempool()),
                deposit.spend().map(Spend::txid).map(Object::toString).orElse("-"));
    }

    private static void load(StorePlace place, String file) throws IOException, SQLException {
        String sql = place.isShared() ? text(file).replaceAll("X'([0-9a-f]*)'", "'\\\\x$1'") : text(file);
        try (Connection connection = place.connection();
                Statement statement = connection.createStatement()) {
            for (String line : sql.lines().collect(Collectors.toList())) {
                statement.executeUpdate(line);
            }
        }
    }

    private static String text(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(StoreUpgradeTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
