package org.escrowkit.core.ledger;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * A transaction that spends a deposit.
 *
 * @param block that contains it; empty while it waits in the mempool
 * @param signers the public keys whose signatures spend it, in the order of the script; none where the deposit is no
 *     P2WSH multisig
 */
public record Spend(Sha256Hash txid, Optional<BlockRef> block, List<ByteString> signers) {
    public Spend {
        signers = List.copyOf(signers);
    }
}
