package org.escrowkit.wallet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;

/** What is watched, and which of it waits for which backfill. */
final class ScriptTable {
    private static final String COLUMNS = "SELECT s.id, s.script, s.birth, s.label, b.id AS waits"
            + " FROM script s LEFT JOIN backfill b ON b.id = s.backfill ";

    /** How many are looked up by one query. */
    private static final int CHUNK = 500;

    /** How many are read by one query. */
    private static final int PAGE = 10_000;

    /** Of a script that waits for no backfill; their ids start above. */
    private static final long NONE = 0;

    private final Db db;
    private final BackfillTable backfills;

    ScriptTable(Db db, BackfillTable backfills) {
        this.db = db;
        this.backfills = backfills;
    }

    /** @param cursorHeight of the cursor; empty while nobody knows where the chain will be followed from */
    List<Integer> register(List<NewScript> scripts, Optional<Integer> cursorHeight) throws SQLException {
        Map<ByteString, NewScript> asked = new LinkedHashMap<>();
        scripts.forEach(script -> asked.merge(script.scriptPubKey(), script, ScriptTable::earlier));
        Map<ByteString, Known> known = known(List.copyOf(asked.keySet()));
        List<NewScript> fresh = new ArrayList<>();
        List<NewScript> older = new ArrayList<>();
        for (NewScript script : asked.values()) {
            Known before = known.get(script.scriptPubKey());
            if (before == null) {
                fresh.add(script);
            } else if (script.birth() < before.birth()) {
                older.add(script);
            }
        }
        Predicate<NewScript> late = script -> cursorHeight.isEmpty() || script.birth() <= cursorHeight.get();
        BackfillTable.Joined joined = backfills.join(
                Stream.concat(fresh.stream(), older.stream()).filter(late).toList());
        insert(fresh, known, script -> late.test(script) ? joined.backfillOf(script) : NONE);
        for (NewScript script : older) {
            int id = Objects.requireNonNull(known.get(script.scriptPubKey())).id();
            db.update("UPDATE script SET birth = ? WHERE id = ?", script.birth(), id);
            if (late.test(script)) {
                db.update("UPDATE script SET backfill = ? WHERE id = ?", joined.backfillOf(script), id);
            }
        }
        return scripts.stream()
                .map(script ->
                        Objects.requireNonNull(known.get(script.scriptPubKey())).id())
                .toList();
    }

    private static NewScript earlier(NewScript first, NewScript again) {
        return again.birth() < first.birth()
                ? new NewScript(first.scriptPubKey(), again.birth(), first.label())
                : first;
    }

    private void insert(List<NewScript> fresh, Map<ByteString, Known> known, ToLongFunction<NewScript> backfill)
            throws SQLException {
        int next = count();
        List<Object[]> rows = new ArrayList<>();
        for (NewScript script : fresh) {
            rows.add(new Object[] {
                next, script.scriptPubKey().toByteArray(), script.birth(), script.label(), backfill.applyAsLong(script)
            });
            known.put(script.scriptPubKey(), new Known(next, script.birth()));
            next++;
        }
        db.updateAll("INSERT INTO script (id, script, birth, label, backfill) VALUES (?, ?, ?, ?, ?)", rows);
    }

    private record Known(int id, int birth) {}

    private Map<ByteString, Known> known(List<ByteString> scripts) throws SQLException {
        Map<ByteString, Known> known = new HashMap<>();
        for (int from = 0; from < scripts.size(); from += CHUNK) {
            Object[] chunk = scripts.subList(from, Math.min(scripts.size(), from + CHUNK)).stream()
                    .map(ByteString::toByteArray)
                    .toArray();
            db.each(
                    "SELECT id, script, birth FROM script WHERE script IN (" + Db.places(chunk.length) + ")",
                    row -> known.put(
                            ByteString.of(row.getBytes("script")), new Known(row.getInt("id"), row.getInt("birth"))),
                    chunk);
        }
        return known;
    }

    /** Page by page, so that a database that sends whole answers does not send all at once. None ever goes. */
    void each(int from, Consumer<WatchedScript> consumer) throws SQLException {
        int next = from;
        int before = from - 1;
        while (next != before) {
            before = next;
            int[] last = {next - 1};
            db.each(
                    COLUMNS + "WHERE s.id >= ? ORDER BY s.id LIMIT ?",
                    row -> {
                        WatchedScript script = read(row);
                        last[0] = script.id();
                        consumer.accept(script);
                    },
                    next,
                    PAGE);
            next = last[0] + 1;
        }
    }

    /** How many there are; their ids are dense. */
    int count() throws SQLException {
        return (int) db.number("SELECT COALESCE(MAX(id), -1) + 1 FROM script");
    }

    Optional<WatchedScript> find(ByteString script) throws SQLException {
        return db.first(COLUMNS + "WHERE s.script = ?", ScriptTable::read, (Object) script.toByteArray());
    }

    private static WatchedScript read(ResultSet row) throws SQLException {
        return new WatchedScript(
                row.getInt("id"),
                ByteString.of(row.getBytes("script")),
                row.getInt("birth"),
                row.getString("label"),
                row.getObject("waits") != null);
    }
}
