/** Whether each party of a loan still has its keys: challenges, proofs, and who is late. */
@NullMarked
package org.escrowkit.wallet.liveness;

import org.jspecify.annotations.NullMarked;
