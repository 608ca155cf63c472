package org.escrowkit.core.psbt;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * A script of a taproot output (BIP341).
 *
 * @param version the leaf version, an even number below 256
 */
public record TaprootLeaf(int version, ByteString script) {}
