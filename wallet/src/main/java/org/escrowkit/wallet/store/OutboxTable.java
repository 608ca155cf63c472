package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.jspecify.annotations.Nullable;

/** What is still to be told, and to whom. */
final class OutboxTable {
    private final Db db;

    OutboxTable(Db db) {
        this.db = db;
    }

    void subscribe(String subscriber) throws SQLException {
        db.update("INSERT INTO subscriber (name) VALUES (?) ON CONFLICT (name) DO NOTHING", subscriber);
    }

    void unsubscribe(String subscriber) throws SQLException {
        db.update("DELETE FROM outbox WHERE subscriber = ?", subscriber);
        db.update("DELETE FROM subscriber WHERE name = ?", subscriber);
    }

    /** A row for each subscriber that there is. */
    void append(LoanStep step) throws SQLException {
        long version = step.stored().version();
        for (int place = 0; place < step.notices().size(); place++) {
            db.update(
                    "INSERT INTO outbox (subscriber, loan, version, place, payload)"
                            + " SELECT name, ?, ?, ?, ? FROM subscriber",
                    step.id().text(),
                    version,
                    place,
                    step.notices().get(place).toByteArray());
        }
    }

    List<Notice> pending(String subscriber, Optional<Notice> after, int most) throws SQLException {
        return db.all(
                "SELECT loan, version, place, payload FROM outbox"
                        + " WHERE subscriber = ? AND (loan, version, place) > (?, ?, ?)"
                        + " ORDER BY loan, version, place LIMIT ?",
                row -> new Notice(
                        LoanId.of(row.getString("loan")),
                        row.getLong("version"),
                        row.getInt("place"),
                        ByteString.of(row.getBytes("payload"))),
                subscriber,
                after.map(notice -> notice.loan().text()).orElse(""),
                after.map(Notice::version).orElse(0L),
                after.map(Notice::place).orElse(0),
                most);
    }

    void acknowledge(String subscriber, List<Notice> notices) throws SQLException {
        List<@Nullable Object[]> rows = notices.stream()
                .map(notice ->
                        new @Nullable Object[] {subscriber, notice.loan().text(), notice.version(), notice.place()})
                .toList();
        db.updateAll("DELETE FROM outbox WHERE subscriber = ? AND loan = ? AND version = ? AND place = ?", rows);
    }

    Map<String, Long> outstanding() throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        db.each(
                "SELECT name, (SELECT COUNT(*) FROM outbox WHERE subscriber = name) AS waiting FROM subscriber"
                        + " ORDER BY name",
                row -> counts.put(row.getString("name"), row.getLong("waiting")));
        return counts;
    }
}
