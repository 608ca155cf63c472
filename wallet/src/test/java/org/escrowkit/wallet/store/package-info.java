@NullMarked
package org.escrowkit.wallet.store;

import org.jspecify.annotations.NullMarked;
