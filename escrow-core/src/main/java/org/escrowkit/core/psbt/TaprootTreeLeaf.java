package org.escrowkit.core.psbt;

/**
 * A leaf of a script tree, in the order in which a depth-first walk meets it (BIP371).
 *
 * @param depth below the root, 0 to 128
 */
public record TaprootTreeLeaf(int depth, TaprootLeaf leaf) {}
