package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;

/** What is watched, and which of it waits for which backfill. */
final class ScriptTable {
    /** How many are looked up by one query. */
    private static final int CHUNK = 500;

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
        Map<ByteString, Integer> ids = known(scripts);
        Map<ByteString, NewScript> fresh = new LinkedHashMap<>();
        int next = (int) db.number("SELECT COALESCE(MAX(id), -1) + 1 FROM script");
        for (NewScript script : scripts) {
            if (ids.putIfAbsent(script.scriptPubKey(), next) == null) {
                fresh.put(script.scriptPubKey(), script);
                next++;
            }
        }
        insert(fresh.values().stream().toList(), ids, cursorHeight);
        return scripts.stream()
                .map(script -> Objects.requireNonNull(ids.get(script.scriptPubKey())))
                .toList();
    }

    private void insert(List<NewScript> fresh, Map<ByteString, Integer> ids, Optional<Integer> cursorHeight)
            throws SQLException {
        List<NewScript> late = fresh.stream()
                .filter(script -> cursorHeight.isEmpty() || script.birth() <= cursorHeight.get())
                .toList();
        BackfillTable.Joined joined = backfills.join(late);
        List<Object[]> rows = new ArrayList<>();
        for (NewScript script : fresh) {
            boolean isLate = cursorHeight.isEmpty() || script.birth() <= cursorHeight.get();
            rows.add(new Object[] {
                ids.get(script.scriptPubKey()),
                script.scriptPubKey().toByteArray(),
                script.birth(),
                script.label(),
                isLate ? joined.backfillOf(script) : NONE
            });
        }
        db.updateAll("INSERT INTO script (id, script, birth, label, backfill) VALUES (?, ?, ?, ?, ?)", rows);
    }

    private Map<ByteString, Integer> known(List<NewScript> scripts) throws SQLException {
        Map<ByteString, Integer> known = new HashMap<>();
        for (int from = 0; from < scripts.size(); from += CHUNK) {
            Object[] chunk = scripts.subList(from, Math.min(scripts.size(), from + CHUNK)).stream()
                    .map(script -> script.scriptPubKey().toByteArray())
                    .toArray();
            String places = "?, ".repeat(chunk.length - 1) + "?";
            db.each(
                    "SELECT id, script FROM script WHERE script IN (" + places + ")",
                    row -> known.put(ByteString.of(row.getBytes("script")), row.getInt("id")),
                    chunk);
        }
        return known;
    }

    void each(Consumer<WatchedScript> consumer) throws SQLException {
        db.each(
                "SELECT s.id, s.script, s.birth, s.label, b.id AS waits"
                        + " FROM script s LEFT JOIN backfill b ON b.id = s.backfill ORDER BY s.id",
                row -> consumer.accept(new WatchedScript(
                        row.getInt("id"),
                        ByteString.of(row.getBytes("script")),
                        row.getInt("birth"),
                        row.getString("label"),
                        row.getObject("waits") != null)));
    }
}
