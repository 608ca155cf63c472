/** How values become meters of Micrometer, for those who have it. */
@NullMarked
package org.escrowkit.wallet.meter;

import org.jspecify.annotations.NullMarked;
