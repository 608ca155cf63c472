package org.escrowkit.wallet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.jspecify.annotations.Nullable;

/** The deposits that the ledger knows: a row for each outpoint. */
final class DepositRows {
    private final Db db;
    private final FundingTable funding;

    DepositRows(Db db, FundingTable funding) {
        this.db = db;
        this.funding = funding;
    }

    List<Deposit> all() throws SQLException {
        Map<Sha256Hash, Transaction> transactions = new HashMap<>();
        return db.all("SELECT * FROM deposit ORDER BY txid, vout", row -> {
            Sha256Hash wtxid = Db.hash(row, "wtxid");
            Transaction made = transactions.get(wtxid);
            if (made == null) {
                made = funding.get(wtxid);
                transactions.put(wtxid, made);
            }
            return read(row, made);
        });
    }

    /** Writes what these changes leave of each deposit. */
    void apply(List<DepositChange> changes) throws SQLException {
        Map<Outpoint, DepositChange> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(change.deposit().outpoint(), change));
        List<@Nullable Object[]> kept = new ArrayList<>();
        List<@Nullable Object[]> gone = new ArrayList<>();
        for (DepositChange change : last.values()) {
            if (isLast(change)) {
                gone.add(key(change.deposit()));
            } else {
                kept.add(values(change.deposit()));
            }
        }
        db.updateAll("DELETE FROM deposit WHERE txid = ? AND vout = ?", gone);
        db.updateAll(
                "INSERT INTO deposit (txid, vout, wtxid, block_height, block_hash, in_mempool,"
                        + " spend_txid, spend_height, spend_hash, spend_signers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (txid, vout) DO UPDATE SET wtxid = excluded.wtxid,"
                        + " block_height = excluded.block_height, block_hash = excluded.block_hash,"
                        + " in_mempool = excluded.in_mempool, spend_txid = excluded.spend_txid,"
                        + " spend_height = excluded.spend_height, spend_hash = excluded.spend_hash,"
                        + " spend_signers = excluded.spend_signers",
                kept);
    }

    /** Whether the ledger forgets the deposit with this change, as the two say that end one. */
    private static boolean isLast(DepositChange change) {
        return change instanceof DepositChange.DoubleSpent
                || (change instanceof DepositChange.ReorgedOut
                        && change.deposit().coinbase());
    }

    private static Object[] key(Deposit deposit) {
        return new Object[] {
            deposit.outpoint().txid().getBytes(), deposit.outpoint().index()
        };
    }

    private static @Nullable Object[] values(Deposit deposit) {
        Optional<BlockRef> block = deposit.block();
        Optional<Spend> spend = deposit.spend();
        Optional<BlockRef> spentIn = spend.flatMap(Spend::block);
        return new @Nullable Object[] {
            deposit.outpoint().txid().getBytes(),
            deposit.outpoint().index(),
            deposit.transaction().wtxid().getBytes(),
            block.map(BlockRef::height).orElse(null),
            block.map(at -> at.hash().getBytes()).orElse(null),
            deposit.inMempool() ? 1 : 0,
            spend.map(by -> by.txid().getBytes()).orElse(null),
            spentIn.map(BlockRef::height).orElse(null),
            spentIn.map(at -> at.hash().getBytes()).orElse(null),
            spend.map(by -> String.join(
                            ",", by.signers().stream().map(ByteString::toHex).toList()))
                    .orElse(null)
        };
    }

    private Deposit read(ResultSet row, Transaction made) throws SQLException {
        Outpoint outpoint = new Outpoint(Db.hash(row, "txid"), row.getLong("vout"));
        Optional<Spend> spend = Optional.empty();
        if (row.getBytes("spend_txid") != null) {
            spend = Optional.of(new Spend(
                    Db.hash(row, "spend_txid"),
                    block(row, "spend_height", "spend_hash"),
                    signers(row.getString("spend_signers"))));
        }
        return funding.deposit(
                outpoint, made, block(row, "block_height", "block_hash"), row.getInt("in_mempool") == 1, spend);
    }

    private static Optional<BlockRef> block(ResultSet row, String height, String hash) throws SQLException {
        return row.getBytes(hash) == null
                ? Optional.empty()
                : Optional.of(new BlockRef(row.getInt(height), Db.hash(row, hash)));
    }

    private static List<ByteString> signers(String keys) {
        return keys.isEmpty()
                ? List.of()
                : Arrays.stream(keys.split(",")).map(ByteString::ofHex).toList();
    }
}
