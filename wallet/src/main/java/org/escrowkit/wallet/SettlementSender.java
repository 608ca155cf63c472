package org.escrowkit.wallet;

import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.LoanStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends settlements that are stored. To send one again does no harm: the node knows it, or it is in a block. */
record SettlementSender(BitcoinNode node, LoanStore loans) {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementSender.class);

    /** How much of a node's answer is kept. */
    private static final int MOST_WORDS = 200;

    /** @return why the node does not take it; empty too where the node cannot be asked, and a later try may do */
    Optional<String> send(Sha256Hash txid) {
        Optional<Transaction> settlement = loans.settlement(txid);
        if (settlement.isEmpty()) {
            return Optional.of("settlement " + txid + " is not in the store");
        }
        try {
            node.broadcast(settlement.get());
            return Optional.empty();
        } catch (RpcException.Rejected refused) {
            String why = refused.reason();
            return Optional.of("the node does not take settlement " + txid + ": "
                    + why.substring(0, Math.min(MOST_WORDS, why.length())));
        } catch (RpcException unreachable) {
            LOG.warn("settlement {} is sent later: {}", txid, unreachable.getMessage());
            return Optional.empty();
        }
    }
}
