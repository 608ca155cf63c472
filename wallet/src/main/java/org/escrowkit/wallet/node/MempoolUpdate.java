package org.escrowkit.wallet.node;

import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * What changed in the node's mempool among the transactions that concern the caller. Advice, not truth: one that went
 * may have been mined, replaced or only forgotten.
 *
 * @param fromScratch whether everything was looked at anew: what came may have been told before
 * @param came in no particular order; one that has to do with something watched since it was told is told again
 * @param went told before, and no longer there
 * @param unread how many transactions are left for the next look
 */
public record MempoolUpdate(boolean fromScratch, List<Transaction> came, Set<Sha256Hash> went, int unread) {
    public MempoolUpdate {
        came = List.copyOf(came);
        went = Set.copyOf(went);
    }

    public boolean isEmpty() {
        return came.isEmpty() && went.isEmpty();
    }
}
