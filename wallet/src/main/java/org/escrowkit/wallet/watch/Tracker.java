package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.LedgerUpdate;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.MempoolFollower;
import org.escrowkit.wallet.node.MempoolUpdate;
import org.escrowkit.wallet.node.OldBlocks;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.store.Backfill;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Head;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/**
 * What is stored, in memory, and the steps by which both go on: each is worked out first, then committed to the store,
 * and only then does anything here change. One that failed to commit leaves it unknown whether the two still agree, and
 * this is to be thrown away.
 */
final class Tracker implements AutoCloseable {
    /** Old blocks looked at by one step. */
    private static final int OLD_BLOCKS = 32;

    private final BitcoinNode node;
    private final EscrowStore store;
    private final BlockReader reader;
    private final ChainFollower follower;
    private final OldBlocks oldBlocks;
    private final MempoolFollower mempool;

    /** What the mempool holds of concern. */
    private final Map<Sha256Hash, Transaction> held = new HashMap<>();

    /** Watched since the mempool was last told of such. */
    private final List<Outpoint> freshCoins = new ArrayList<>();

    private Ledger ledger;
    private long revision;

    private Tracker(
            BitcoinNode node,
            EscrowStore store,
            BlockReader reader,
            Ledger ledger,
            Head head,
            ChainFollower follower,
            OldBlocks oldBlocks) {
        this.node = node;
        this.store = store;
        this.reader = reader;
        this.ledger = ledger;
        this.revision = head.revision();
        this.follower = follower;
        this.oldBlocks = oldBlocks;
        this.mempool = new MempoolFollower(node, reader::concerns);
    }

    /**
     * What the store holds; an empty one starts at the node's tip.
     *
     * @param reader that knows some of the store's scripts already, from before
     * @param readingAhead runs what reads blocks ahead; empty for threads of their own
     */
    static Tracker load(BitcoinNode node, EscrowStore store, BlockReader reader, Optional<Executor> readingAhead) {
        if (store.blocks().isEmpty()) {
            start(node, store);
        }
        reader.pickUp(store, script -> {});
        // Nobody commits between these: whoever loads a tracker leads, and the commit that takes that away fails.
        Head head = store.head();
        List<BlockRow> rows = store.blocks();
        List<Deposit> deposits = store.deposits();
        deposits.forEach(reader::watch);
        Ledger ledger = Ledger.of(ref(rows.get(rows.size() - 1)), deposits);
        return new Tracker(
                node,
                store,
                reader,
                ledger,
                head,
                readingAhead
                        .map(executor -> ChainFollower.resuming(node, rows, executor))
                        .orElseGet(() -> ChainFollower.resuming(node, rows)),
                readingAhead.map(executor -> OldBlocks.of(node, executor)).orElseGet(() -> OldBlocks.of(node)));
    }

    /** The ledger of one moment, though somebody else may be writing. */
    static Ledger stored(EscrowStore store) {
        while (true) {
            Head head = store.head();
            List<Deposit> deposits = store.deposits();
            if (store.head().revision() == head.revision()) {
                return Ledger.of(
                        ref(head.cursor().orElseThrow(() -> new IllegalStateException("nothing is known yet"))),
                        deposits);
            }
        }
    }

    /** With the rows below the tip, so that a reorg of the very first hours is one like any other. */
    private static void start(BitcoinNode node, EscrowStore store) {
        List<StepPart> parts = new ArrayList<>();
        try (ChainFollower fresh =
                ChainFollower.startingAt(node, node.chainInfo().bestBlock())) {
            fresh.rows().forEach(row -> parts.add(new StepPart.Connected(row, List.of())));
        }
        store.commit(new Step(store.head().revision(), parts));
    }

    Ledger ledger() {
        return ledger;
    }

    BlockRow cursor() {
        return follower.cursor();
    }

    long revision() {
        return revision;
    }

    /** From now on looks for the scripts that were registered meanwhile, too. */
    void pickUp() {
        List<ByteString> fresh = new ArrayList<>();
        reader.pickUp(store, fresh::add);
        if (!fresh.isEmpty()) {
            mempool.watching(fresh, List.of());
        }
    }

    /** Takes the next step along the chain, if there is one. */
    TipUpdate followChain() {
        TipUpdate update = follower.poll();
        Draft draft = new Draft();
        if (update instanceof TipUpdate.Reorged reorged) {
            reorged.disconnected().forEach(draft::disconnect);
            reorged.connected().forEach(draft::connect);
        } else if (update instanceof TipUpdate.Extended extended) {
            extended.connected().forEach(draft::connect);
        }
        draft.commit();
        follower.commit(update);
        return update;
    }

    /**
     * Looks at the mempool that stands on our tip.
     *
     * @return transactions that are still to be read, or at least one more look to take if not 0; empty if the tip
     *     moved meanwhile: what has left the mempool may just have been mined, and nothing was taken from the look
     */
    Optional<Integer> followMempool() {
        MempoolUpdate look = mempool.look();
        if (!node.chainInfo().bestBlock().equals(cursor().hash())) {
            return Optional.empty();
        }
        mempool.commit(look);
        held.keySet().removeAll(look.went());
        look.came().forEach(transaction -> held.put(transaction.txid(), transaction));
        if (look.unread() > 0) {
            return Optional.of(look.unread());
        }
        Draft draft = new Draft();
        draft.mempool();
        // What spends a deposit that was news just now was read as a stranger's.
        return Optional.of(draft.commit() ? 1 : 0);
    }

    /**
     * Looks at the next old blocks for scripts that were registered late.
     *
     * @return the height that comes next; empty if there is none
     */
    Optional<Integer> backfill() {
        Optional<Backfill> walk = store.backfill();
        if (walk.isEmpty()) {
            return Optional.empty();
        }
        Draft draft = new Draft();
        int next = walk.get().next();
        if (next > cursor().height()) {
            draft.parts.add(new StepPart.BackfillDone());
        } else {
            oldBlocks.read(next, OLD_BLOCKS, follower.rows()).forEach(draft::backfill);
        }
        draft.commit();
        return store.backfill().map(Backfill::next);
    }

    @Override
    public void close() {
        oldBlocks.close();
        follower.close();
    }

    private static BlockRef ref(BlockRow row) {
        return new BlockRef(row.height(), row.hash());
    }

    /** A step while it is worked out. */
    private final class Draft {
        private final List<StepPart> parts = new ArrayList<>();
        private Ledger next = ledger;

        void disconnect(BlockRow row) {
            List<DepositChange> changes = take(next.disconnect(new BlockRef(row.height() - 1, row.previous())));
            parts.add(new StepPart.Disconnected(row, changes));
        }

        void connect(ChainBlock block) {
            List<DepositChange> changes =
                    take(next.connect(ref(block.row()), block.row().previous(), reader.read(block)));
            parts.add(new StepPart.Connected(block.row(), changes));
        }

        void backfill(ChainBlock block) {
            List<DepositChange> changes = take(next.backfill(ref(block.row()), reader.read(block)));
            parts.add(new StepPart.Backfilled(ref(block.row()), changes));
        }

        void mempool() {
            List<DepositChange> changes =
                    take(next.mempool(held.values().stream().map(reader::read).toList()));
            if (!changes.isEmpty()) {
                parts.add(new StepPart.Mempool(changes));
            }
        }

        /** The next block may spend what this one paid, so the reader is told at once: to look too often is safe. */
        private List<DepositChange> take(LedgerUpdate update) {
            next = update.ledger();
            update.changes().forEach(change -> freshCoins.addAll(reader.watch(change.deposit())));
            return update.changes();
        }

        /** Returns whether coins are watched that were not before. */
        boolean commit() {
            if (!parts.isEmpty()) {
                revision =
                        store.commit(new Step(revision, reader.known(), parts)).revision();
                ledger = next;
            }
            mempool.watching(List.of(), freshCoins);
            boolean fresh = !freshCoins.isEmpty();
            freshCoins.clear();
            return fresh;
        }
    }
}
