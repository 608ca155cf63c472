package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.ChainTime;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;

/** Reads a chain up to now. */
final class ChainReader {
    private final Console console;
    private final BitcoinNode node;
    private final Optional<Path> store;

    /** @param store where to go on from, and to be gone on from the next time */
    ChainReader(Console console, BitcoinNode node, Optional<Path> store) {
        this.console = console;
        this.node = node;
        this.store = store;
    }

    /** The caller closes it. */
    Watcher open() {
        return store.map(file -> Watcher.open(node, file)).orElseGet(() -> Watcher.temporary(node));
    }

    /**
     * What a party sees of a loan, by its node and this machine's clock.
     *
     * @param since when payments to it are looked for; by default since the terms' own start
     */
    ChainView view(LoanTerms terms, Optional<Birth> since) {
        List<ByteString> scripts = terms.escrows().scripts();
        try (Watcher watcher = open()) {
            watcher.watch(
                    scripts, since.orElseGet(() -> Birth.at(terms.deadlines().start())), "loan " + terms.loanNumber());
            requireCurrent(catchUp(watcher), terms.chain());
            var ledger = watcher.ledger();
            return new ChainView(
                    ledger,
                    console.clock().instant(),
                    ChainTime.at(node, ledger.tip().height()).medianTimePast());
        }
    }

    /** As far as there is something to do, telling how far it is. */
    WatchStatus catchUp(Watcher watcher) {
        return catchUp(console, watcher::poll);
    }

    static WatchStatus catchUp(Console console, Supplier<WatchStatus> poll) {
        try (Progress progress = new Progress(console)) {
            WatchStatus status = poll.get();
            while (status.isWorking()) {
                progress.tell(words(status));
                status = poll.get();
            }
            return status;
        }
    }

    static String words(WatchStatus status) {
        String at = "block " + status.cursor().height();
        if (status instanceof WatchStatus.Current) {
            return at;
        } else if (status instanceof WatchStatus.CatchingUp) {
            return at + ", catching up";
        } else if (status instanceof WatchStatus.Backfilling back) {
            return at + ", looking at old blocks: " + back.next();
        } else if (status instanceof WatchStatus.ReadingMempool mempool) {
            return at + ", reading the mempool: " + mempool.unread() + " to go";
        } else if (status instanceof WatchStatus.NodeNotCurrent stale) {
            return at + ", "
                    + (stale.node() instanceof NodeStatus.StaleTip ? "no new block for long" : "the node syncs");
        } else if (status instanceof WatchStatus.NodeBehind) {
            return at + ", which the node has lost";
        } else if (status instanceof WatchStatus.OldBlocksPruned pruned) {
            return at + "; the node has thrown away blocks " + pruned.lowest() + " to " + pruned.highest();
        }
        return at + ", standing by: another process leads";
    }

    /** A signature is given for what is known of now. In regtest a block comes when somebody wants one. */
    static void requireCurrent(WatchStatus status, Chain chain) {
        boolean quietRegtest = chain == Chain.REGTEST
                && status instanceof WatchStatus.NodeNotCurrent idle
                && idle.node() instanceof NodeStatus.StaleTip;
        if (!(status instanceof WatchStatus.Current) && !quietRegtest) {
            throw Failure.trouble(
                    "the chain is not known up to now: " + words(status),
                    "Wait until the node has caught up, or name another by --rpc; 'escrow doctor' tells how it is.");
        }
    }
}
