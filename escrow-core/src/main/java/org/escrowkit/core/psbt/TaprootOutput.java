package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * What a PSBT says of a taproot output (BIP371): kept for others, with the right lengths, and never consulted.
 *
 * @param internalKey PSBT_OUT_TAP_INTERNAL_KEY: an x-only key, 32 bytes
 * @param tree PSBT_OUT_TAP_TREE: the leaves of a whole tree; empty where the field is not there
 * @param origins PSBT_OUT_TAP_BIP32_DERIVATION, by x-only key
 */
public record TaprootOutput(
        Optional<ByteString> internalKey, List<TaprootTreeLeaf> tree, Map<ByteString, TaprootOrigin> origins) {
    public static final TaprootOutput EMPTY = new TaprootOutput(Optional.empty(), List.of(), Map.of());

    public TaprootOutput {
        tree = List.copyOf(tree);
        origins = SortedCopy.of(origins);
    }
}
