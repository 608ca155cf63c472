package org.escrowkit.wallet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.LedgerUpdate;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.TipUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a ledger at the node's tip by polling. In memory: a process that starts again starts at the tip of then. */
final class ChainView {
    private static final Logger LOG = LoggerFactory.getLogger(ChainView.class);

    private final BitcoinNode node;
    private final ChainFollower follower;
    private final Map<Sha256Hash, Transaction> mempool = new HashMap<>();
    private final List<DepositChange> changes = new ArrayList<>();
    private final BlockReader reader = new BlockReader();
    private Ledger ledger;

    private ChainView(BitcoinNode node, ChainFollower follower) {
        this.node = node;
        this.follower = follower;
        this.ledger = Ledger.startingAt(
                new BlockRef(follower.cursor().height(), follower.cursor().hash()));
    }

    static ChainView atTipOf(BitcoinNode node) {
        return new ChainView(
                node, ChainFollower.startingAt(node, node.chainInfo().bestBlock()));
    }

    Ledger ledger() {
        return ledger;
    }

    void watch(ByteString scriptPubKey) {
        reader.watch(scriptPubKey);
    }

    /** Follows the node to its tip, then looks at its mempool; what that changed since the last poll that got there. */
    List<DepositChange> poll() {
        TipUpdate update = follower.poll();
        while (update instanceof TipUpdate.Extended || update instanceof TipUpdate.Reorged) {
            apply(update);
            follower.commit(update);
            update = follower.poll();
        }
        if (update instanceof TipUpdate.NodeBehind behind) {
            // Neither its chain nor its mempool says anything about ours now; it revokes nothing.
            LOG.warn(
                    "the node is behind: at height {}, we are at {}",
                    behind.node().height(),
                    behind.cursor());
        } else {
            apply(ledger.mempool(mempool().stream().map(reader::read).toList()));
        }
        List<DepositChange> all = List.copyOf(changes);
        changes.clear();
        return all;
    }

    private void apply(TipUpdate update) {
        if (update instanceof TipUpdate.Reorged reorged) {
            for (BlockRow gone : reorged.disconnected()) {
                apply(ledger.disconnect(new BlockRef(gone.height() - 1, gone.previous())));
            }
            connect(reorged.connected());
        } else if (update instanceof TipUpdate.Extended extended) {
            connect(extended.connected());
        }
    }

    private void connect(List<ChainBlock> blocks) {
        for (ChainBlock block : blocks) {
            BlockRef at = new BlockRef(block.height(), block.hash());
            apply(ledger.connect(at, block.row().previous(), reader.read(block)));
        }
    }

    private void apply(LedgerUpdate update) {
        ledger = update.ledger();
        changes.addAll(update.changes());
        update.changes().forEach(change -> reader.watch(change.deposit()));
    }

    private List<Transaction> mempool() {
        Set<Sha256Hash> held = node.mempool().txids();
        mempool.keySet().retainAll(held);
        for (Sha256Hash txid : held) {
            if (!mempool.containsKey(txid)) {
                node.mempoolTransaction(txid).ifPresent(transaction -> mempool.put(txid, transaction));
            }
        }
        return List.copyOf(mempool.values());
    }
}
