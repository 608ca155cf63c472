package org.escrowkit.wallet.store;

import java.sql.SQLException;

/** All in which one database differs from another; the rest is SQL that both speak. */
interface Dialect {
    /** The column type of byte arrays. */
    String bytes();

    /** The column type of 64-bit numbers. */
    String longs();

    /** The statement that begins a transaction that will write. */
    String begin();

    /** What an error of the driver means, with the store's name in the message. */
    StoreException explain(SQLException error);
}
