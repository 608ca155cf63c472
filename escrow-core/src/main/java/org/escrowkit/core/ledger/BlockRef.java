package org.escrowkit.core.ledger;

import org.bitcoinj.base.Sha256Hash;

/** A block by its place and its identity: the height alone would not survive a reorganisation. */
public record BlockRef(int height, Sha256Hash hash) {}
