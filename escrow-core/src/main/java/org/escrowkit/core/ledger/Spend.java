package org.escrowkit.core.ledger;

import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * A transaction that spends a deposit.
 *
 * @param block that contains it; empty while it waits in the mempool
 */
public record Spend(Sha256Hash txid, Optional<BlockRef> block) {}
