package org.escrowkit.core.psbt;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.KeyOrigin;

/**
 * Where an x-only key comes from, and in which leaves of the script tree it stands (BIP371).
 *
 * @param leafHashes 32 bytes each, in the order in which they came
 */
public record TaprootOrigin(List<ByteString> leafHashes, KeyOrigin origin) {
    public TaprootOrigin {
        leafHashes = List.copyOf(leafHashes);
    }
}
