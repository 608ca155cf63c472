package org.escrowkit.core.psbt;

import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * What a PSBT says of a taproot input (BIP371). This library spends no taproot outputs: all of it is kept for others,
 * with the right lengths, and never consulted.
 *
 * @param keySignature PSBT_IN_TAP_KEY_SIG: 64 bytes, or 65 with a sighash type
 * @param scriptSignatures PSBT_IN_TAP_SCRIPT_SIG, by x-only key and leaf hash: 64 bytes, or 65 with a sighash type
 * @param leafScripts PSBT_IN_TAP_LEAF_SCRIPT, by control block
 * @param origins PSBT_IN_TAP_BIP32_DERIVATION, by x-only key
 * @param internalKey PSBT_IN_TAP_INTERNAL_KEY: an x-only key, 32 bytes
 * @param merkleRoot PSBT_IN_TAP_MERKLE_ROOT: 32 bytes
 */
public record TaprootInput(
        Optional<ByteString> keySignature,
        Map<ByteString, ByteString> scriptSignatures,
        Map<ByteString, TaprootLeaf> leafScripts,
        Map<ByteString, TaprootOrigin> origins,
        Optional<ByteString> internalKey,
        Optional<ByteString> merkleRoot) {
    public static final TaprootInput EMPTY =
            new TaprootInput(Optional.empty(), Map.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty());

    public TaprootInput {
        scriptSignatures = SortedCopy.of(scriptSignatures);
        leafScripts = SortedCopy.of(leafScripts);
        origins = SortedCopy.of(origins);
    }
}
