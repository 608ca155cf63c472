package org.escrowkit.wallet.node;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Follows the node's mempool by looking at it, and guarantees: applied in order, the updates leave the caller with
 * those transactions of the last look that concern it, save the ones still unread. Each transaction is read once; of
 * one that concerns nobody only the txid is remembered.
 *
 * <p>As with {@link ChainFollower}, {@link #look} changes nothing and {@link #commit} moves on; a look that is not
 * committed is repeated. It starts again from nothing when the sequence number runs backwards, which tells of a node
 * that was restarted, and when the caller says so. For a single thread.
 */
public final class MempoolFollower {
    /** Transactions read in one look: the rest of a full mempool comes with the next ones. */
    static final int MOST_READ = 2_000;

    /** @param concerning those of the known that were told to the caller */
    private record State(long sequence, Set<Sha256Hash> known, Set<Sha256Hash> concerning) {
        static final State NOTHING = new State(-1, Set.of(), Set.of());
    }

    private final BitcoinNode node;
    private final Predicate<Transaction> concerns;
    private State state = State.NOTHING;
    private boolean restart = true;
    private @Nullable MempoolUpdate looked;
    private State next = State.NOTHING;

    /** @param concerns asked once about each transaction; when its answers change, {@link #restart} */
    public MempoolFollower(BitcoinNode node, Predicate<Transaction> concerns) {
        this.node = node;
        this.concerns = concerns;
    }

    /** The next look reads everything again: something else is watched now, or a gap is suspected. */
    public void restart() {
        restart = true;
        looked = null;
    }

    /** What changed since the last look that was committed. */
    public MempoolUpdate look() {
        looked = null;
        MempoolView view = node.mempool();
        boolean fromScratch = restart || view.sequence() < state.sequence();
        Set<Sha256Hash> known = fromScratch ? Set.of() : state.known();
        // Compared by txid even where the number is the same: a node that was restarted may have come to it again.
        List<Sha256Hash> unknown =
                view.txids().stream().filter(txid -> !known.contains(txid)).toList();
        List<Sha256Hash> toRead = unknown.subList(0, Math.min(MOST_READ, unknown.size()));
        Map<Sha256Hash, Transaction> read = toRead.isEmpty() ? Map.of() : node.mempoolTransactions(toRead);
        return looked(view, fromScratch, known, read, unknown.size() - toRead.size());
    }

    private MempoolUpdate looked(
            MempoolView view, boolean fromScratch, Set<Sha256Hash> known, Map<Sha256Hash, Transaction> read, int left) {
        Set<Sha256Hash> nowKnown = new HashSet<>(known);
        nowKnown.retainAll(view.txids());
        // One that left before it could be read stays unknown, and is read should it be back.
        nowKnown.addAll(read.keySet());
        List<Transaction> came = read.values().stream().filter(concerns).toList();
        Set<Sha256Hash> concerning = new HashSet<>(state.concerning());
        concerning.retainAll(view.txids());
        Set<Sha256Hash> went = new HashSet<>(state.concerning());
        went.removeAll(concerning);
        came.forEach(transaction -> concerning.add(transaction.txid()));
        return looked(
                new MempoolUpdate(fromScratch, came, went, left), new State(view.sequence(), nowKnown, concerning));
    }

    private MempoolUpdate looked(MempoolUpdate update, State after) {
        looked = update;
        next = after;
        return update;
    }

    /** The update of the last look was applied. */
    @SuppressWarnings("ReferenceEquality") // It is that look that counts, not one that found the same.
    public void commit(MempoolUpdate update) {
        if (update != looked) {
            throw new IllegalStateException("not the update of the last look, or committed before");
        }
        looked = null;
        state = next;
        restart = false;
    }
}
