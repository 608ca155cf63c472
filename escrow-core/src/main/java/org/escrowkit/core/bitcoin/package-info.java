/**
 * Immutable transaction values and their byte codec, signature hashes, weights, and the P2WSH spend verifier. Signature
 * hashes are those of BIP143: the legacy ones, which only inputs without a witness use, are not kept.
 */
@NullMarked
package org.escrowkit.core.bitcoin;

import org.jspecify.annotations.NullMarked;
