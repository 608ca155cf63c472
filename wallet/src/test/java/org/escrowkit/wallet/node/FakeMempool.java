package org.escrowkit.wallet.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;

/**
 * The mempool of a {@link FakeBitcoinNode}: transactions leave with all that spend their outputs, as in the real one.
 */
final class FakeMempool {
    private final Map<Sha256Hash, Transaction> transactions = new LinkedHashMap<>();
    private long sequence = 1;

    MempoolView view() {
        return new MempoolView(transactions.keySet(), sequence);
    }

    Map<Sha256Hash, Transaction> transactions() {
        return transactions;
    }

    /** Takes it, conflicts or not. */
    void add(Transaction transaction) {
        transactions.put(transaction.txid(), transaction);
        sequence++;
    }

    /** Those that spend a coin of this one's, with their descendants. */
    Set<Sha256Hash> conflictsOf(Transaction transaction) {
        Set<Outpoint> coins = coins(transaction);
        return withDescendants(transactions.values().stream()
                .filter(other -> !other.txid().equals(transaction.txid()))
                .filter(other -> coins(other).stream().anyMatch(coins::contains))
                .map(Transaction::txid)
                .collect(Collectors.toSet()));
    }

    private Set<Sha256Hash> withDescendants(Set<Sha256Hash> txids) {
        Set<Sha256Hash> family = new LinkedHashSet<>(txids);
        int before;
        do {
            before = family.size();
            transactions.values().stream()
                    .filter(child -> coins(child).stream().anyMatch(coin -> family.contains(coin.txid())))
                    .forEach(child -> family.add(child.txid()));
        } while (family.size() > before);
        return family;
    }

    private static Set<Outpoint> coins(Transaction transaction) {
        return transaction.inputs().stream().map(TransactionInput::outpoint).collect(Collectors.toSet());
    }

    /** With all descendants of these, whether they are here themselves or not. */
    void evict(Set<Sha256Hash> txids) {
        for (Sha256Hash txid : withDescendants(txids)) {
            if (transactions.remove(txid) != null) {
                sequence++;
            }
        }
    }

    void forget() {
        transactions.clear();
        sequence = 1;
    }

    /** A block was connected. What it holds leaves without a number, as in the real one; what conflicts is evicted. */
    void mined(List<Transaction> block) {
        transactions.keySet().removeAll(block.stream().map(Transaction::txid).collect(Collectors.toSet()));
        block.forEach(transaction -> evict(conflictsOf(transaction)));
    }

    /**
     * Blocks were disconnected: what they held comes back.
     *
     * @param blocks oldest first
     * @param confirmed in the chain that is the best now, as are the coins spent
     */
    void disconnected(List<List<Transaction>> blocks, Set<Sha256Hash> confirmed, Set<Outpoint> spent) {
        Set<Sha256Hash> lost = new HashSet<>();
        for (Transaction transaction : blocks.stream().flatMap(List::stream).toList()) {
            if (confirmed.contains(transaction.txid())) {
                continue;
            }
            boolean stale = transaction.isCoinbase()
                    || coins(transaction).stream().anyMatch(coin -> spent.contains(coin) || lost.contains(coin.txid()));
            if (stale || !conflictsOf(transaction).isEmpty()) {
                lost.add(transaction.txid());
                evict(Set.of(transaction.txid()));
            } else {
                add(transaction);
            }
        }
    }

    List<Transaction> parentsFirst() {
        List<Transaction> sorted = new ArrayList<>();
        Set<Sha256Hash> left = new LinkedHashSet<>(transactions.keySet());
        while (!left.isEmpty()) {
            List<Transaction> free = left.stream()
                    .map(transactions::get)
                    .filter(child -> coins(child).stream().noneMatch(coin -> left.contains(coin.txid())))
                    .toList();
            sorted.addAll(free);
            free.forEach(transaction -> left.remove(transaction.txid()));
        }
        return sorted;
    }
}
