/** Immutable transaction values and their byte codec, signature hashes, weights, and the P2WSH spend verifier. */
@NullMarked
package org.escrowkit.core.bitcoin;

import org.jspecify.annotations.NullMarked;
