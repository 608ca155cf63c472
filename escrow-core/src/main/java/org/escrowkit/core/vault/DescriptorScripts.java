package org.escrowkit.core.vault;

import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * What a descriptor stands for at one index.
 *
 * @param scriptPubKey of the output
 * @param redeemScript behind a P2SH output (BIP16), if the descriptor knows it
 * @param witnessScript behind a P2WSH output or redeem script (BIP141), if the descriptor knows it
 */
public record DescriptorScripts(
        ByteString scriptPubKey, Optional<ByteString> redeemScript, Optional<ByteString> witnessScript) {
    static DescriptorScripts opaque(ByteString scriptPubKey) {
        return new DescriptorScripts(scriptPubKey, Optional.empty(), Optional.empty());
    }
}
