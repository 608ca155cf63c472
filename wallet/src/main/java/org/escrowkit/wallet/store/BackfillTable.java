package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The walk over old blocks that is under way, and at most one that waits for its end. */
final class BackfillTable {
    private final Db db;

    BackfillTable(Db db) {
        this.db = db;
    }

    /**
     * Where late scripts were put.
     *
     * @param underWay joined by those that were born at or above its next height
     * @param other for the rest
     */
    record Joined(Optional<Backfill> underWay, long other) {
        long backfillOf(NewScript script) {
            return underWay.filter(walk -> walk.next() <= script.birth())
                    .map(Backfill::id)
                    .orElse(other);
        }
    }

    private List<Backfill> all() throws SQLException {
        return db.all(
                "SELECT id, next_height FROM backfill ORDER BY id",
                row -> new Backfill(row.getLong("id"), row.getInt("next_height")));
    }

    Optional<Backfill> underWay() throws SQLException {
        return all().stream().findFirst();
    }

    Joined join(List<NewScript> late) throws SQLException {
        List<Backfill> all = all();
        Optional<Backfill> underWay = all.stream().findFirst();
        Optional<Integer> lowest = late.stream()
                .map(NewScript::birth)
                .filter(birth -> underWay.isEmpty() || birth < underWay.get().next())
                .min(Integer::compare);
        if (lowest.isEmpty()) {
            return new Joined(underWay, 0);
        }
        if (all.size() > 1) {
            Backfill waiting = all.get(1);
            db.update(
                    "UPDATE backfill SET next_height = ? WHERE id = ?",
                    Math.min(waiting.next(), lowest.get()),
                    waiting.id());
            return new Joined(underWay, waiting.id());
        }
        db.update("UPDATE store SET last_backfill = last_backfill + 1");
        long id = db.number("SELECT last_backfill FROM store");
        db.update("INSERT INTO backfill (id, next_height) VALUES (?, ?)", id, lowest.get());
        return new Joined(underWay, id);
    }

    /** The block at this height was looked at. */
    void passed(int height, int cursorHeight) throws SQLException {
        Backfill walk = underWay().orElseThrow(() -> new IllegalArgumentException("no backfill is under way"));
        if (height != walk.next() || height > cursorHeight) {
            throw new IllegalArgumentException(
                    "backfilled " + height + " where " + walk.next() + " is next, up to " + cursorHeight);
        }
        db.update("UPDATE backfill SET next_height = ? WHERE id = ?", height + 1, walk.id());
    }

    void done(int cursorHeight) throws SQLException {
        Backfill walk = underWay().orElseThrow(() -> new IllegalArgumentException("no backfill is under way"));
        if (walk.next() <= cursorHeight) {
            throw new IllegalArgumentException("backfill at " + walk.next() + " has not passed " + cursorHeight);
        }
        db.update("DELETE FROM backfill WHERE id = ?", walk.id());
    }
}
