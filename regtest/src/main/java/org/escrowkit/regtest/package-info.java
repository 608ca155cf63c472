/** A real bitcoind on regtest for tests and demonstrations. */
@NullMarked
package org.escrowkit.regtest;

import org.jspecify.annotations.NullMarked;
