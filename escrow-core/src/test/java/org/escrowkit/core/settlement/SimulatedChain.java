package org.escrowkit.core.settlement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.Ledger;

/** A chain and a mempool, and reorganisations that take transactions back, some of them for good. */
final class SimulatedChain {
    private final Random random;
    private final TestChain chain;
    private final Map<Sha256Hash, Transaction> mempool = new LinkedHashMap<>();
    private final Deque<List<Transaction>> blocks = new ArrayDeque<>();
    private final List<Transaction> lost = new ArrayList<>();

    /** All that was ever sent. */
    private final Set<Sha256Hash> known = new HashSet<>();

    SimulatedChain(Random random, Collection<ByteString> watched) {
        this.random = random;
        this.chain = TestChain.watching(watched.toArray(ByteString[]::new));
    }

    /** As a node sees it that has just looked at its mempool. */
    Ledger look() {
        chain.mempool(mempool.values().toArray(Transaction[]::new));
        return chain.ledger();
    }

    Ledger ledger() {
        return chain.ledger();
    }

    /** Nodes take what spends nothing twice, and nothing that is not there. */
    boolean send(Transaction transaction) {
        known.add(transaction.txid());
        boolean takes = !holds(transaction.txid())
                && canConfirm(transaction)
                && spends(mempool.values()).stream().noneMatch(spends(List.of(transaction))::contains)
                && blocks.stream()
                        .flatMap(block -> spends(block).stream())
                        .noneMatch(spends(List.of(transaction))::contains);
        if (takes) {
            mempool.put(transaction.txid(), transaction);
        }
        return takes;
    }

    private static Set<Outpoint> spends(Collection<Transaction> transactions) {
        Set<Outpoint> spent = new HashSet<>();
        transactions.forEach(transaction -> transaction.inputs().forEach(input -> spent.add(input.outpoint())));
        return spent;
    }

    boolean isWaiting(Sha256Hash txid) {
        return mempool.containsKey(txid);
    }

    /** Whether all that it spends is there, be it spent. */
    boolean canConfirm(Transaction transaction) {
        return transaction.inputs().stream()
                .map(TransactionInput::outpoint)
                .allMatch(outpoint -> !known.contains(outpoint.txid()) || holds(outpoint.txid()));
    }

    private boolean holds(Sha256Hash txid) {
        return mempool.containsKey(txid)
                || blocks.stream()
                        .flatMap(List::stream)
                        .anyMatch(transaction -> transaction.txid().equals(txid));
    }

    void evict(Sha256Hash txid) {
        mempool.remove(txid);
    }

    /** The first block mostly takes all that waits. */
    void mine(int count) {
        for (int i = 0; i < count; i++) {
            mine(i == 0 && random.nextInt(5) > 0 ? List.copyOf(mempool.values()) : List.of());
        }
    }

    /** A block with all that waits, and so many empty ones. */
    void bury(int depth) {
        mine(List.copyOf(mempool.values()));
        for (int i = 0; i < depth; i++) {
            mine(List.of());
        }
    }

    private void mine(List<Transaction> block) {
        block.forEach(transaction -> mempool.remove(transaction.txid()));
        blocks.push(block);
        chain.mine(block.toArray(Transaction[]::new));
    }

    /** What the lost blocks held is in the mempool again, mostly; a loan's coins are lost for good, sometimes. */
    boolean reorganise(int depth) {
        int gone = Math.min(depth, blocks.size());
        for (int i = 0; i < gone; i++) {
            chain.disconnect();
            for (Transaction transaction : blocks.pop()) {
                if (random.nextInt(8) > 0) {
                    mempool.put(transaction.txid(), transaction);
                } else {
                    lost.add(transaction);
                }
            }
        }
        keepWhatCanConfirm();
        for (int i = 0; i <= gone; i++) {
            mine(List.of());
        }
        return gone > 0;
    }

    /** Somebody sends again what a reorganisation took. */
    boolean regain() {
        return !lost.isEmpty() && send(lost.remove(random.nextInt(lost.size())));
    }

    /** A child whose parent is gone, or whose coin another one took, is gone as well. */
    private void keepWhatCanConfirm() {
        boolean changed = true;
        while (changed) {
            changed = mempool.values().removeIf(transaction -> !canConfirm(transaction));
        }
        Map<Outpoint, Sha256Hash> spent = new HashMap<>();
        mempool.values()
                .removeIf(transaction -> transaction.inputs().stream()
                        .anyMatch(input -> spent.putIfAbsent(input.outpoint(), transaction.txid()) != null));
    }

    /** The transactions in blocks. */
    List<Transaction> mined() {
        return blocks.stream().flatMap(List::stream).toList();
    }

    /** Pays so much to a script. */
    void pay(int salt, ByteString script, Coin value) {
        send(TestChain.paying(salt, script, value));
    }
}
