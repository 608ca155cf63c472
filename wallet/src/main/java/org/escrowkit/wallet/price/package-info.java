/**
 * What one bitcoin is worth: {@link org.escrowkit.wallet.price.PriceFeed} asks one source,
 * {@link org.escrowkit.wallet.price.PriceQuorum} many, {@link org.escrowkit.wallet.price.PriceSigner} attests what they
 * agree on, and {@link org.escrowkit.wallet.price.PriceBook} keeps attestations as evidence.
 */
@NullMarked
package org.escrowkit.wallet.price;

import org.jspecify.annotations.NullMarked;
