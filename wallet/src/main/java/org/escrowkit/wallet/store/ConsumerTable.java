package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who has had which events. */
final class ConsumerTable {
    private final Db db;

    ConsumerTable(Db db) {
        this.db = db;
    }

    /** What each has acknowledged, unless one is new. */
    Optional<List<Long>> acknowledged(List<String> names) throws SQLException {
        List<Long> known = new ArrayList<>();
        for (String name : names) {
            acknowledged(name).ifPresent(known::add);
        }
        return known.size() == names.size() ? Optional.of(known) : Optional.empty();
    }

    List<Long> subscribe(List<String> names, long from) throws SQLException {
        for (String name : names) {
            db.update(
                    "INSERT INTO consumer (name, acknowledged) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    name,
                    from);
        }
        return acknowledged(names).orElseThrow();
    }

    void unsubscribe(String name) throws SQLException {
        db.update("DELETE FROM consumer WHERE name = ?", name);
    }

    void acknowledge(String name, long sequence) throws SQLException {
        if (acknowledged(name).isEmpty()) {
            throw new IllegalArgumentException("no consumer of the name " + name);
        }
        db.update("UPDATE consumer SET acknowledged = ? WHERE name = ? AND acknowledged < ?", sequence, name, sequence);
    }

    /** Up to where all have acknowledged; 0 without consumers, as one may still come. */
    long byAll() throws SQLException {
        return db.number("SELECT COALESCE(MIN(acknowledged), 0) FROM consumer");
    }

    private Optional<Long> acknowledged(String name) throws SQLException {
        return db.first("SELECT acknowledged FROM consumer WHERE name = ?", row -> row.getLong(1), name);
    }
}
