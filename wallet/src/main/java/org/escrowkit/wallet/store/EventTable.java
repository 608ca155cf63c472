package org.escrowkit.wallet.store;

import com.google.common.collect.Lists;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.jspecify.annotations.Nullable;

/** The outbox. Sequence numbers are given under the writer's lock, so that none becomes visible before a lower one. */
final class EventTable {
    private static final byte[] NO_BLOCK = {};

    /** How many are looked up by one query. */
    private static final int CHUNK = 500;

    /** How many are read by one query. */
    private static final int PAGE = 5_000;

    private final Db db;
    private final FundingTable funding;
    private final ChangeCodec codec;
    private final Sha256Hash genesis;

    EventTable(Db db, FundingTable funding, Sha256Hash genesis) {
        this.db = db;
        this.funding = funding;
        this.codec = new ChangeCodec(funding);
        this.genesis = genesis;
    }

    /** Of what an event is one occurrence. */
    private record Fact(Outpoint outpoint, EventKind kind, Optional<BlockRef> block) {
        /** In the order of the tables' columns. */
        List<Object> columns() {
            return List.of(
                    outpoint.txid().getBytes(),
                    outpoint.index(),
                    kind.name(),
                    block.map(at -> at.hash().getBytes()).orElse(NO_BLOCK));
        }
    }

    /** Appends an event for each change; the funding transactions are there already. */
    void append(List<StepPart> parts) throws SQLException {
        long sequence = lastSequence();
        Map<Fact, Long> times = times(parts);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StepPart part : parts) {
            for (DepositChange change : part.changes()) {
                sequence++;
                Fact fact = fact(part, change);
                List<Object> row = new ArrayList<>(List.of(sequence));
                row.addAll(fact.columns());
                row.add(times.merge(fact, 1L, Long::sum));
                row.add(part.block().map(BlockRef::height).orElse(-1));
                row.add(change.deposit().transaction().wtxid().getBytes());
                row.add(ChangeCodec.write(change));
                rows.add(row.toArray());
            }
        }
        // A duplicate key fails here and undoes the step: it can only be a bug of ours, and must not pass in silence.
        db.updateAll(
                "INSERT INTO event (sequence, txid, vout, kind, block, occurrence, block_height, wtxid, payload)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        remember(times);
        db.update("UPDATE store SET last_sequence = ?", sequence);
    }

    private static Fact fact(StepPart part, DepositChange change) {
        return new Fact(change.deposit().outpoint(), EventKind.of(change), part.block());
    }

    /** How often each was said before. */
    private Map<Fact, Long> times(List<StepPart> parts) throws SQLException {
        Map<List<Object>, Fact> asked = new HashMap<>();
        Map<Fact, Long> times = new HashMap<>();
        for (StepPart part : parts) {
            for (DepositChange change : part.changes()) {
                Fact fact = fact(part, change);
                times.put(fact, 0L);
                asked.put(key(fact.columns()), fact);
            }
        }
        for (List<Fact> chunk : Lists.partition(List.copyOf(times.keySet()), CHUNK)) {
            db.each(
                    "SELECT txid, vout, kind, block, times FROM occurrence WHERE (txid, vout, kind, block) IN (VALUES "
                            + String.join(", ", Collections.nCopies(chunk.size(), "(?, ?, ?, ?)")) + ")",
                    row -> times.put(
                            Objects.requireNonNull(asked.get(key(List.of(
                                    row.getBytes("txid"),
                                    row.getLong("vout"),
                                    row.getString("kind"),
                                    row.getBytes("block"))))),
                            row.getLong("times")),
                    chunk.stream().flatMap(fact -> fact.columns().stream()).toArray());
        }
        return times;
    }

    /** Byte arrays are equal to none but themselves. */
    private static List<Object> key(List<Object> columns) {
        return columns.stream()
                .map(column -> column instanceof byte[] bytes ? ByteString.of(bytes) : column)
                .toList();
    }

    private void remember(Map<Fact, Long> times) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        times.forEach((fact, said) -> {
            List<Object> row = new ArrayList<>(fact.columns());
            row.add(said);
            rows.add(row.toArray());
        });
        db.updateAll(
                "INSERT INTO occurrence (txid, vout, kind, block, times) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (txid, vout, kind, block) DO UPDATE SET times = excluded.times",
                rows);
    }

    long lastSequence() throws SQLException {
        return db.number("SELECT last_sequence FROM store");
    }

    /** Of the oldest event that is not trimmed; of the next one if there is none. */
    long oldest() throws SQLException {
        return db.number("SELECT COALESCE(MIN(sequence), (SELECT last_sequence + 1 FROM store)) FROM event");
    }

    /** One row as it is stored. */
    private record Row(long sequence, Fact fact, long occurrence, Sha256Hash wtxid, String payload) {}

    List<DepositEvent> after(long after, int most) throws SQLException {
        List<DepositEvent> events = new ArrayList<>();
        Map<Sha256Hash, Transaction> transactions = new HashMap<>();
        long last = after;
        int wanted = Math.min(most, PAGE);
        while (wanted > 0) {
            List<Row> page = db.all(
                    "SELECT * FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?", EventTable::read, last, wanted);
            funding.load(page.stream().map(Row::wtxid).collect(Collectors.toSet()), transactions);
            for (Row row : page) {
                last++;
                if (row.sequence() != last) {
                    throw new StoreException.Corrupt("event " + last + " is missing", null);
                }
                events.add(event(row, Objects.requireNonNull(transactions.get(row.wtxid()))));
            }
            wanted = page.size() < wanted ? 0 : Math.min(most - events.size(), PAGE);
        }
        return events;
    }

    private static Row read(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes("block");
        Optional<BlockRef> block = hash.length == 0
                ? Optional.empty()
                : Optional.of(new BlockRef(row.getInt("block_height"), Sha256Hash.wrap(hash)));
        Fact fact = new Fact(
                new Outpoint(Db.hash(row, "txid"), row.getLong("vout")),
                EventKind.valueOf(row.getString("kind")),
                block);
        return new Row(
                row.getLong("sequence"),
                fact,
                row.getLong("occurrence"),
                Db.hash(row, "wtxid"),
                row.getString("payload"));
    }

    private DepositEvent event(Row row, Transaction transaction) {
        Fact fact = row.fact();
        return new DepositEvent(
                row.sequence(),
                String.join(
                        ":",
                        genesis.toString(),
                        fact.outpoint().toString(),
                        fact.kind().name(),
                        fact.block().map(at -> at.hash().toString()).orElse("-"),
                        Long.toString(row.occurrence())),
                codec.read(fact.kind(), fact.outpoint(), transaction, row.payload()),
                fact.block());
    }

    /** Deletes all up to and with this one, and the transactions that nothing else needs. */
    int deleteTo(long sequence) throws SQLException {
        List<byte[]> wtxids =
                db.all("SELECT DISTINCT wtxid FROM event WHERE sequence <= ?", row -> row.getBytes(1), sequence);
        int deleted = db.update("DELETE FROM event WHERE sequence <= ?", sequence);
        funding.release(wtxids);
        return deleted;
    }
}
