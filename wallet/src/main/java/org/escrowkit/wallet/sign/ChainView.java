package org.escrowkit.wallet.sign;

import java.time.Instant;
import org.escrowkit.core.ledger.Ledger;

/**
 * How a party sees the world when it is asked to sign, by its own node and its own clock.
 *
 * @param chainTime the median time past (BIP113) of the tip
 */
public record ChainView(Ledger ledger, Instant now, Instant chainTime) {}
