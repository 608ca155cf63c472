package org.escrowkit.wallet.store;

import com.google.common.collect.Lists;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.jspecify.annotations.Nullable;

/** The transactions that made deposits, whole and once each: one may pay ten thousand watched scripts. */
final class FundingTable {
    /** How many are read by one query: each may be as large as a block. */
    private static final int CHUNK = 500;

    private final Db db;

    FundingTable(Db db) {
        this.db = db;
    }

    /** @throws IllegalArgumentException if a deposit is not the output of its transaction that it says it is */
    void put(List<DepositChange> changes) throws SQLException {
        Set<Sha256Hash> seen = new HashSet<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (DepositChange change : changes) {
            Deposit deposit = change.deposit();
            if (!pays(deposit.transaction(), deposit.outpoint(), deposit)) {
                throw new IllegalArgumentException("no output of its transaction: " + deposit.outpoint());
            }
            Transaction transaction = deposit.transaction();
            if (seen.add(transaction.wtxid())) {
                rows.add(new Object[] {transaction.wtxid().getBytes(), transaction.serialize()});
            }
        }
        db.updateAll("INSERT INTO funding (wtxid, raw) VALUES (?, ?) ON CONFLICT (wtxid) DO NOTHING", rows);
    }

    /**
     * Reads these where they are not there yet, and forgets all others.
     *
     * @throws StoreException.Corrupt if one is missing, or is not what its hash says
     */
    void load(Set<Sha256Hash> wtxids, Map<Sha256Hash, Transaction> transactions) throws SQLException {
        transactions.keySet().retainAll(wtxids);
        List<Sha256Hash> missing = wtxids.stream()
                .filter(wtxid -> !transactions.containsKey(wtxid))
                .toList();
        for (List<Sha256Hash> chunk : Lists.partition(missing, CHUNK)) {
            db.each(
                    "SELECT wtxid, raw FROM funding WHERE wtxid IN (" + Db.places(chunk.size()) + ")",
                    row -> {
                        Sha256Hash wtxid = Db.hash(row, "wtxid");
                        transactions.put(wtxid, parse(wtxid, row.getBytes("raw")));
                    },
                    chunk.stream().map(Sha256Hash::getBytes).toArray());
        }
        for (Sha256Hash wtxid : missing) {
            if (!transactions.containsKey(wtxid)) {
                throw new StoreException.Corrupt("transaction missing: wtxid " + wtxid, null);
            }
        }
    }

    private static Transaction parse(Sha256Hash wtxid, byte[] raw) {
        try {
            Transaction transaction = Transaction.parse(raw);
            if (transaction.wtxid().equals(wtxid)) {
                return transaction;
            }
        } catch (MalformedException e) {
            throw new StoreException.Corrupt("transaction damaged: wtxid " + wtxid, e);
        }
        throw new StoreException.Corrupt("transaction damaged: wtxid " + wtxid, null);
    }

    /** The deposit that this transaction made at this place; script and value are not stored twice. */
    Deposit deposit(
            Outpoint outpoint, Transaction made, Optional<BlockRef> block, boolean inMempool, Optional<Spend> spend) {
        if (!made.txid().equals(outpoint.txid())
                || outpoint.index() >= made.outputs().size()) {
            throw new StoreException.Corrupt("no output of its transaction: " + outpoint, null);
        }
        TransactionOutput output = made.outputs().get((int) outpoint.index());
        return new Deposit(outpoint, output.scriptPubKey(), output.value(), made, block, inMempool, spend);
    }

    /** Deletes these where neither a deposit nor an event needs them any more. */
    void release(List<byte[]> wtxids) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (byte[] wtxid : wtxids) {
            rows.add(new Object[] {wtxid});
        }
        db.updateAll(
                "DELETE FROM funding WHERE wtxid = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM deposit WHERE deposit.wtxid = funding.wtxid)"
                        + " AND NOT EXISTS (SELECT 1 FROM event WHERE event.wtxid = funding.wtxid)",
                rows);
    }

    private static boolean pays(Transaction transaction, Outpoint outpoint, Deposit deposit) {
        if (!transaction.txid().equals(outpoint.txid())
                || outpoint.index() >= transaction.outputs().size()) {
            return false;
        }
        TransactionOutput output = transaction.outputs().get((int) outpoint.index());
        return output.scriptPubKey().equals(deposit.scriptPubKey())
                && output.value().equals(deposit.value());
    }
}
