package org.escrowkit.wallet.node;

import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/**
 * The node's mempool at one moment: advice, not truth.
 *
 * @param sequence grows with each change while the node runs, and starts anew with it
 */
public record MempoolView(Set<Sha256Hash> txids, long sequence) {
    public MempoolView {
        txids = Set.copyOf(txids);
    }
}
