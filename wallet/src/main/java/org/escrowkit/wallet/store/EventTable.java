package org.escrowkit.wallet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.jspecify.annotations.Nullable;

/** The outbox. Sequence numbers are given under the writer's lock, so that none becomes visible before a lower one. */
final class EventTable {
    private static final byte[] NO_BLOCK = {};

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

    /** Appends an event for each change; the funding transactions are there already. */
    void append(List<StepPart> parts) throws SQLException {
        long sequence = lastSequence();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StepPart part : parts) {
            for (DepositChange change : part.changes()) {
                sequence++;
                rows.add(values(sequence, change, part.block()));
            }
        }
        // A duplicate key fails here and undoes the step: it can only be a bug of ours, and must not pass in silence.
        db.updateAll(
                "INSERT INTO event (sequence, txid, vout, kind, block, occurrence, block_height, wtxid, payload)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        db.update("UPDATE store SET last_sequence = ?", sequence);
    }

    private @Nullable Object[] values(long sequence, DepositChange change, Optional<BlockRef> block)
            throws SQLException {
        byte[] txid = change.deposit().outpoint().txid().getBytes();
        long vout = change.deposit().outpoint().index();
        String kind = EventKind.of(change).name();
        byte[] hash = block.map(at -> at.hash().getBytes()).orElse(NO_BLOCK);
        long times = db.number(
                "INSERT INTO occurrence (txid, vout, kind, block, times) VALUES (?, ?, ?, ?, 1)"
                        + " ON CONFLICT (txid, vout, kind, block) DO UPDATE SET times = occurrence.times + 1"
                        + " RETURNING times",
                txid,
                vout,
                kind,
                hash);
        return new @Nullable Object[] {
            sequence,
            txid,
            vout,
            kind,
            hash,
            times,
            block.map(BlockRef::height).orElse(-1),
            change.deposit().transaction().wtxid().getBytes(),
            ChangeCodec.write(change)
        };
    }

    long lastSequence() throws SQLException {
        return db.number("SELECT last_sequence FROM store");
    }

    /** Of the oldest event that is not trimmed; of the next one if there is none. */
    long oldest() throws SQLException {
        return db.number("SELECT COALESCE(MIN(sequence), (SELECT last_sequence + 1 FROM store)) FROM event");
    }

    List<DepositEvent> after(long after, int most) throws SQLException {
        Map<Sha256Hash, Transaction> transactions = new HashMap<>();
        List<DepositEvent> events = db.all(
                "SELECT * FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?",
                row -> event(row, transactions),
                after,
                most);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).sequence() != after + 1 + i) {
                throw new StoreException.Corrupt("event " + (after + 1 + i) + " is missing", null);
            }
        }
        return events;
    }

    private DepositEvent event(ResultSet row, Map<Sha256Hash, Transaction> transactions) throws SQLException {
        Outpoint outpoint = new Outpoint(Db.hash(row, "txid"), row.getLong("vout"));
        EventKind kind = EventKind.valueOf(row.getString("kind"));
        Sha256Hash wtxid = Db.hash(row, "wtxid");
        Transaction transaction = transactions.get(wtxid);
        if (transaction == null) {
            transaction = funding.get(wtxid);
            transactions.put(wtxid, transaction);
        }
        byte[] hash = row.getBytes("block");
        Optional<BlockRef> block = hash.length == 0
                ? Optional.empty()
                : Optional.of(new BlockRef(row.getInt("block_height"), Sha256Hash.wrap(hash)));
        return new DepositEvent(
                row.getLong("sequence"),
                String.join(
                        ":",
                        genesis.toString(),
                        outpoint.toString(),
                        kind.name(),
                        block.map(at -> at.hash().toString()).orElse("-"),
                        Long.toString(row.getLong("occurrence"))),
                codec.read(kind, outpoint, transaction, row.getString("payload")),
                block);
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
