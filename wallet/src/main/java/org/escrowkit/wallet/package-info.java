/** The shell that touches the world; {@code EscrowService} joins its parts. */
@NullMarked
package org.escrowkit.wallet;

import org.jspecify.annotations.NullMarked;
