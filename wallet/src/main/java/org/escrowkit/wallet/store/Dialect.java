package org.escrowkit.wallet.store;

import java.sql.SQLException;

/** All in which one database differs from another; the rest is SQL that both speak. */
interface Dialect {
    /** The column type of byte arrays. */
    String bytes();

    /** The column type of 64-bit numbers. */
    String longs();

    /**
     * The milliseconds since 1970 by the database's own clock, at this statement and not at the transaction's begin.
     */
    String clock();

    /**
     * Begins a transaction of the writer, behind the one before. A transaction that its client has left alone ends by
     * itself before a lease does, so that nobody waits for it longer.
     */
    String beginWriting();

    /** Begins a transaction that changes what no other one looks at. */
    String beginNoting();

    /** Begins a transaction that sees one moment, whatever others do meanwhile. */
    String beginReading();

    /** Whether the database ended a transaction in favour of another: it did nothing, and may be tried again. */
    boolean isConflict(SQLException error);

    /** What an error of the driver means, with the store's name in the message. */
    StoreException explain(SQLException error);
}
