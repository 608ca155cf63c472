/** Signers: what turns an approved spend into a signature. */
@NullMarked
package org.escrowkit.wallet.sign;

import org.jspecify.annotations.NullMarked;
