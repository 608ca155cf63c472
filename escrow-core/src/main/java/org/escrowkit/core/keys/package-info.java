/**
 * Extended public keys, key origins and paths, public-key arithmetic; the elliptic-curve engine is chosen and hidden
 * here.
 */
@NullMarked
package org.escrowkit.core.keys;

import org.jspecify.annotations.NullMarked;
