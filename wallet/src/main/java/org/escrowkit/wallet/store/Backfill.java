package org.escrowkit.wallet.store;

/**
 * A walk over old blocks, upwards to the cursor, for scripts that were registered late. Scripts that come meanwhile
 * join it if they were born at or above its next height, and else wait for the one after it: so each ends, however many
 * come. Blocks that were connected since are looked at too: they may spend what the walk found.
 *
 * @param next the height of the block to look at next; above the cursor when all are done
 */
public record Backfill(long id, int next) {}
