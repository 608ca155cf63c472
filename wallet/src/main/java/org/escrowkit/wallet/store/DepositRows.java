package org.escrowkit.wallet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.jspecify.annotations.Nullable;

/** The deposits that the ledger knows: a row for each outpoint. */
final class DepositRows {
    /** How many are read by one query. */
    private static final int PAGE = 5_000;

    private static final String FIRST = "SELECT * FROM deposit ORDER BY txid, vout LIMIT ?";
    private static final String AFTER = "SELECT * FROM deposit WHERE (txid, vout) > (?, ?) ORDER BY txid, vout LIMIT ?";

    private final Db db;
    private final FundingTable funding;

    DepositRows(Db db, FundingTable funding) {
        this.db = db;
        this.funding = funding;
    }

    /** One row as it is stored. */
    private record Row(
            Outpoint outpoint, Sha256Hash wtxid, Optional<BlockRef> block, boolean inMempool, Optional<Spend> spend) {}

    List<Deposit> all() throws SQLException {
        List<Deposit> all = new ArrayList<>();
        Map<Sha256Hash, Transaction> transactions = new HashMap<>();
        List<Row> page = db.all(FIRST, DepositRows::read, PAGE);
        while (!page.isEmpty()) {
            funding.load(page.stream().map(Row::wtxid).collect(Collectors.toSet()), transactions);
            for (Row row : page) {
                Transaction made = Objects.requireNonNull(transactions.get(row.wtxid()));
                all.add(funding.deposit(row.outpoint(), made, row.block(), row.inMempool(), row.spend()));
            }
            Outpoint last = page.get(page.size() - 1).outpoint();
            page = db.all(AFTER, DepositRows::read, last.txid().getBytes(), last.index(), PAGE);
        }
        return all;
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

    private static Row read(ResultSet row) throws SQLException {
        Optional<Spend> spend = Optional.empty();
        if (row.getBytes("spend_txid") != null) {
            spend = Optional.of(new Spend(
                    Db.hash(row, "spend_txid"),
                    block(row, "spend_height", "spend_hash"),
                    signers(row.getString("spend_signers"))));
        }
        return new Row(
                new Outpoint(Db.hash(row, "txid"), row.getLong("vout")),
                Db.hash(row, "wtxid"),
                block(row, "block_height", "block_hash"),
                row.getInt("in_mempool") == 1,
                spend);
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
