package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * What a PSBT says of one output (BIP174).
 *
 * @param witnessScript PSBT_OUT_WITNESS_SCRIPT
 * @param origins PSBT_OUT_BIP32_DERIVATION
 * @param others every other field, key with its type byte first: preserved, never consulted
 */
public record PsbtOutput(
        Optional<ByteString> witnessScript, Map<PublicKey, KeyOrigin> origins, Map<ByteString, ByteString> others) {
    public static final PsbtOutput EMPTY = new PsbtOutput(Optional.empty(), Map.of(), Map.of());

    public PsbtOutput {
        origins = ImmutableSortedMap.copyOf(origins);
        others = ImmutableSortedMap.copyOf(others);
    }
}
