/** A log that tells whether anything in it was changed. */
@NullMarked
package org.escrowkit.wallet.audit;

import org.jspecify.annotations.NullMarked;
