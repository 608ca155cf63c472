@NullMarked
package org.escrowkit.wallet.watch;

import org.jspecify.annotations.NullMarked;
