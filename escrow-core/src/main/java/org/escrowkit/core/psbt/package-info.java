/**
 * Partially signed bitcoin transactions (BIP174, BIP370, the fields of BIP371): immutable values, a strict codec, and
 * the roles as verbs.
 */
@NullMarked
package org.escrowkit.core.psbt;

import org.jspecify.annotations.NullMarked;
