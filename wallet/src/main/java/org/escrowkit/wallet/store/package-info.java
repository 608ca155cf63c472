/**
 * What must outlive a crash: the chain's newest rows, deposits, the events of each and who has had them, changed
 * together or not at all. {@link org.escrowkit.wallet.store.EscrowStore} is the port,
 * {@link org.escrowkit.wallet.store.SqliteStore} a file of one process.
 */
@NullMarked
package org.escrowkit.wallet.store;

import org.jspecify.annotations.NullMarked;
