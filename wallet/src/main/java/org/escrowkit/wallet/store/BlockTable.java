package org.escrowkit.wallet.store;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.ChainFollower;

/** The newest part of the chain. */
final class BlockTable {
    private static final String COLUMNS = "SELECT height, hash, previous, chain_work FROM block ";

    private final Db db;

    BlockTable(Db db) {
        this.db = db;
    }

    List<BlockRow> all() throws SQLException {
        return db.all(COLUMNS + "ORDER BY height", BlockTable::row);
    }

    Optional<BlockRow> cursor() throws SQLException {
        return db.first(COLUMNS + "ORDER BY height DESC LIMIT 1", BlockTable::row);
    }

    void connect(BlockRow row) throws SQLException {
        Optional<BlockRow> cursor = cursor();
        if (cursor.isPresent() && !standsOn(row, cursor.get())) {
            throw new IllegalArgumentException(row + " does not stand on the cursor " + cursor.get());
        }
        db.update(
                "INSERT INTO block (height, hash, previous, chain_work) VALUES (?, ?, ?, ?)",
                row.height(),
                row.hash().getBytes(),
                row.previous().getBytes(),
                row.chainWork().toByteArray());
    }

    void disconnect(BlockRow row) throws SQLException {
        Optional<BlockRow> cursor = cursor();
        if (!cursor.equals(Optional.of(row))) {
            throw new IllegalArgumentException(row + " is not the cursor " + cursor);
        }
        db.update("DELETE FROM block WHERE height = ?", row.height());
    }

    /** What the follower no longer looks at. */
    void forgetOld() throws SQLException {
        db.update("DELETE FROM block WHERE height <= (SELECT MAX(height) FROM block) - ?", ChainFollower.WINDOW);
    }

    private static boolean standsOn(BlockRow row, BlockRow cursor) {
        return row.previous().equals(cursor.hash()) && row.height() == cursor.height() + 1;
    }

    private static BlockRow row(ResultSet row) throws SQLException {
        return new BlockRow(
                row.getInt("height"),
                Db.hash(row, "hash"),
                Db.hash(row, "previous"),
                new BigInteger(row.getBytes("chain_work")));
    }
}
