package org.escrowkit.core.psbt;

import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * What a PSBT says of one output, beyond its amount and script, which stand in the transaction.
 *
 * @param redeemScript PSBT_OUT_REDEEM_SCRIPT
 * @param witnessScript PSBT_OUT_WITNESS_SCRIPT
 * @param origins PSBT_OUT_BIP32_DERIVATION
 * @param others every other field, key with its type first: preserved, never consulted
 */
public record PsbtOutput(
        Optional<ByteString> redeemScript,
        Optional<ByteString> witnessScript,
        Map<PublicKey, KeyOrigin> origins,
        TaprootOutput taproot,
        Map<ByteString, ByteString> others) {
    /** An output of which nothing is known yet. */
    public static final PsbtOutput EMPTY =
            new PsbtOutput(Optional.empty(), Optional.empty(), Map.of(), TaprootOutput.EMPTY, Map.of());

    public PsbtOutput {
        origins = SortedCopy.of(origins);
        others = SortedCopy.others(others, PsbtField.OF_OUTPUTS);
    }
}
