@NullMarked
package org.escrowkit.wallet.price;

import org.jspecify.annotations.NullMarked;
