package org.escrowkit.wallet.store;

import java.util.Optional;
import org.escrowkit.wallet.node.BlockRow;

/**
 * Where a store stands.
 *
 * @param revision the number of steps committed
 * @param cursor the block up to which all is known; empty before the first step
 * @param lastSequence of the newest event ever; 0 before the first
 */
public record Head(long revision, Optional<BlockRow> cursor, long lastSequence) {}
