package org.escrowkit.wallet.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** SQLite's words, and its error codes. */
record SqliteDialect(Path file) implements Dialect {
    /** An extended code has the primary one in its low byte. */
    private static final int PRIMARY = 0xff;

    @Override
    public String bytes() {
        return "BLOB";
    }

    /** All numbers have up to 64 bits, and a primary key of just this type costs no index. */
    @Override
    public String longs() {
        return "INTEGER";
    }

    @Override
    public String clock() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    /** Takes the write lock at once: a lock that comes later could fail in the middle. */
    @Override
    public String beginWriting() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String beginNoting() {
        return beginWriting();
    }

    @Override
    public String beginReading() {
        return "BEGIN";
    }

    /** There is one writer. */
    @Override
    public boolean isConflict(SQLException error) {
        return false;
    }

    @Override
    public StoreException explain(SQLException error) {
        String what = "store " + file + ": ";
        return switch (SQLiteErrorCode.getErrorCode(error.getErrorCode() & PRIMARY)) {
            case SQLITE_FULL -> new StoreException.DiskFull(what + "no room; nothing was changed", error);
            case SQLITE_BUSY, SQLITE_LOCKED -> new StoreException.Locked(what + "another process writes to it", error);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new StoreException.Corrupt(what + "damaged, or no store at all: restore a backup", error);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                new StoreException.ReadOnly(what + "cannot be written", error);
            default -> new StoreException.Failed(what + error.getMessage(), error);
        };
    }
}
