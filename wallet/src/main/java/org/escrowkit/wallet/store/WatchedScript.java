package org.escrowkit.wallet.store;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * A script that is watched.
 *
 * @param id dense, from 0 in the order of registration
 * @param birth the lowest height at which it can have been paid
 * @param waiting whether a {@link Backfill} is still to look at old blocks for it
 */
public record WatchedScript(int id, ByteString scriptPubKey, int birth, String label, boolean waiting) {}
