/** From a settlement intent, coins and a fee rate to the exact transaction. */
@NullMarked
package org.escrowkit.core.settlement;

import org.jspecify.annotations.NullMarked;
