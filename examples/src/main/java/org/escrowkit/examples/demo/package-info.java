/** {@code ./escrow demo}: five loans from their first deposit to their end, on a real bitcoind. */
@NullMarked
package org.escrowkit.examples.demo;

import org.jspecify.annotations.NullMarked;
