/** How a payer is asked for a payment: URIs (BIP21), and pictures of them. */
@NullMarked
package org.escrowkit.wallet.invoice;

import org.jspecify.annotations.NullMarked;
