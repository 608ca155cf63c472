package org.escrowkit.wallet.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Follows the node's mempool by looking at it, and guarantees: applied in order, the updates leave the caller with
 * those transactions of the last look that concern it, save the ones still unread. Each transaction is read once, and
 * again when something that it may pay or spend is watched later: of each, no more is remembered than its txid and a
 * number for each output script and each outpoint that it spends.
 *
 * <p>As with {@link ChainFollower}, {@link #look} changes nothing and {@link #commit} moves on; a look that is not
 * committed is repeated. It starts again from nothing when the sequence number runs backwards, which tells of a node
 * that was restarted, and when the caller says so. For a single thread.
 */
public final class MempoolFollower {
    /** Transactions read in one look: the rest of a full mempool comes with the next ones. */
    static final int MOST_READ = 2_000;

    /**
     * @param read of what was read, the hash codes of the scripts that it pays and the outpoints that it spends
     * @param told those that concerned the caller when they were read
     */
    private record State(long sequence, Map<Sha256Hash, int[]> read, Set<Sha256Hash> told) {}

    private final BitcoinNode node;
    private final Predicate<Transaction> concerns;
    private State state = new State(-1, Map.of(), Set.of());
    private State next = state;
    private boolean restart = true;
    private @Nullable MempoolUpdate looked;

    /** Hash codes of what is watched since the last commit. One that something else has, too, costs a reading. */
    private final Set<Integer> watchedSince = new HashSet<>();

    /**
     * @param concerns asked about each transaction that is read; what else it says yes to later, {@link #watching}
     *     tells
     */
    public MempoolFollower(BitcoinNode node, Predicate<Transaction> concerns) {
        this.node = node;
        this.concerns = concerns;
    }

    /** The next look reads everything again, because a gap is suspected. */
    public void restart() {
        restart = true;
        looked = null;
    }

    /**
     * From now on these concern the caller, too. Of the transactions that were read, the next look reads again those
     * that may pay these scripts or spend these coins, and one that the caller was told of before it is told of again:
     * it may not have known what it looked at. A look that is not committed is void, since it was asked without them.
     *
     * @param coins such as deposits that the caller learnt of by the last update, whose spends came with it
     */
    public void watching(Collection<ByteString> scripts, Collection<Outpoint> coins) {
        looked = null;
        if (!restart) {
            scripts.forEach(script -> watchedSince.add(script.hashCode()));
            coins.forEach(coin -> watchedSince.add(coin.hashCode()));
        }
    }

    /** What changed since the last look that was committed. */
    public MempoolUpdate look() {
        looked = null;
        MempoolView view = node.mempool();
        boolean fromScratch = restart || view.sequence() < state.sequence();
        Map<Sha256Hash, int[]> known = new HashMap<>(fromScratch ? Map.of() : state.read());
        // Compared by txid even where the number is the same: a node that was restarted may have come to it again.
        known.keySet().retainAll(view.txids());
        Set<Sha256Hash> again = touched(known);
        known.keySet().removeAll(again);
        // Behind a full mempool those that may concern the caller after all would wait for long.
        List<Sha256Hash> unread = Stream.concat(
                        again.stream(),
                        view.txids().stream().filter(txid -> !known.containsKey(txid) && !again.contains(txid)))
                .toList();
        List<Sha256Hash> toRead = unread.subList(0, Math.min(MOST_READ, unread.size()));
        Map<Sha256Hash, Transaction> read = toRead.isEmpty() ? Map.of() : node.mempoolTransactions(toRead);
        return looked(view, fromScratch, known, read.values(), unread.size() - toRead.size());
    }

    private Set<Sha256Hash> touched(Map<Sha256Hash, int[]> known) {
        return watchedSince.isEmpty()
                ? Set.of()
                : known.entrySet().stream()
                        .filter(read -> IntStream.of(read.getValue()).anyMatch(watchedSince::contains))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
    }

    private static int[] traces(Transaction transaction) {
        return IntStream.concat(
                        transaction.outputs().stream()
                                .mapToInt(output -> output.scriptPubKey().hashCode()),
                        transaction.inputs().stream()
                                .mapToInt(input -> input.outpoint().hashCode()))
                .toArray();
    }

    private MempoolUpdate looked(
            MempoolView view,
            boolean fromScratch,
            Map<Sha256Hash, int[]> known,
            Collection<Transaction> read,
            int left) {
        List<Transaction> came = read.stream().filter(concerns).toList();
        // One that left before it could be read stays unknown, and is read should it be back.
        read.forEach(transaction -> known.put(transaction.txid(), traces(transaction)));
        Set<Sha256Hash> told = new HashSet<>(state.told());
        told.retainAll(view.txids());
        Set<Sha256Hash> went = new HashSet<>(state.told());
        went.removeAll(told);
        came.forEach(transaction -> told.add(transaction.txid()));
        MempoolUpdate update = new MempoolUpdate(fromScratch, came, went, left);
        looked = update;
        next = new State(view.sequence(), known, told);
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
        watchedSince.clear();
    }
}
