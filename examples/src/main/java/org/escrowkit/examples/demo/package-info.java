/** {@code ./escrow demo}: four loans from their first deposit to their end, on a real bitcoind. */
@NullMarked
package org.escrowkit.examples.demo;

import org.jspecify.annotations.NullMarked;
