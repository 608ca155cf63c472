@NullMarked
package org.escrowkit.wallet.node;

import org.jspecify.annotations.NullMarked;
