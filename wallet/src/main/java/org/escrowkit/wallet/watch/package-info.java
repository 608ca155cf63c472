/**
 * The watcher: gives every deposit to the scripts it is told of, whatever the node, the chain and this process go
 * through. {@link org.escrowkit.wallet.watch.Watcher} joins the follower, the scanner, the ledger and the store.
 */
@NullMarked
package org.escrowkit.wallet.watch;

import org.jspecify.annotations.NullMarked;
