package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.RpcException;

/**
 * A node in memory whose blocks and mempool a seed moves about: it grows, changes over to heavier chains, is rewound,
 * falls back, forgets. All that its chains and its mempool hold is valid there, as on a real node.
 */
final class SimulatedChain {
    /** As most reorgs are. */
    private static final int SHALLOW = 6;

    /** A reorg that takes more than one step to follow. */
    private static final int DEEP = 40;

    /** More blocks than one step connects, and more than the rows that are kept. */
    private static final int MANY = 35;

    private static final int VERY_MANY = 300;
    private static final int HEAVY = 3;

    /** What a watcher that asks can find. */
    record Moment(Sha256Hash tip, Set<Sha256Hash> mempool) {}

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final BlockTree tree = new BlockTree(node);
    private final Random random;
    private final Tally tally;
    private final Payments payments;

    /** Every transaction that was ever in a block or in the mempool, but for coinbases. */
    private final List<Transaction> known = new ArrayList<>();

    private final Set<Sha256Hash> txids = new HashSet<>();
    private final List<Transaction> coinbases = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();

    SimulatedChain(Random random, Tally tally) {
        this.random = random;
        this.tally = tally;
        payments = new Payments(random);
        mine(random.nextInt(12));
        if (random.nextInt(25) == 0) {
            Sha256Hash last = node.tip();
            for (int i = 0; i < VERY_MANY; i++) {
                last = tree.add(last, 1, List.of());
            }
            node.moveTo(last);
            tally.count(Happening.LONG_CHAIN);
        }
        mark();
    }

    FakeBitcoinNode node() {
        return node;
    }

    BlockTree tree() {
        return tree;
    }

    /** Forgets how the node was, but for how it is. */
    void mark() {
        moments.clear();
        note();
    }

    private void note() {
        moments.add(new Moment(node.tip(), mempool().keySet()));
    }

    /** How the node was since the last {@link #mark}, between its moves. */
    List<Moment> momentsSinceMark() {
        return moments;
    }

    Map<Sha256Hash, Transaction> mempool() {
        return node.parentsFirst().stream().collect(Collectors.toMap(Transaction::txid, held -> held));
    }

    /** Something happens to the node. */
    void move() {
        switch (random.nextInt(22)) {
            case 0, 1, 2, 3 -> mine(1 + random.nextInt(3));
            case 4 -> mine(random.nextInt(8) == 0 ? MANY : 5);
            case 5, 6 -> reorg();
            case 7 -> reorgToShorter();
            case 8 -> rival();
            case 9 -> rewind();
            case 10 -> crash();
            case 11, 12, 13, 14 -> recover();
            case 15, 16 -> enter(payments.deposit());
            case 17, 18 -> enterSpend();
            case 19 -> replace();
            case 20 -> evict();
            default -> enterFamily();
        }
        note();
    }

    /** All that was ever mined is there again, and above the heaviest of it something new. */
    void settle() {
        node.relearn();
        node.moveTo(tree.heaviest());
        mine(1 + random.nextInt(2));
    }

    private void mine(int count) {
        node.moveTo(grow(node.tip(), count));
    }

    private Sha256Hash grow(Sha256Hash parent, int count) {
        Sha256Hash last = parent;
        for (int i = 0; i < count; i++) {
            last = add(last, 1 + random.nextInt(HEAVY));
        }
        return last;
    }

    /** A branch that grows until it is heavier. */
    private void reorg() {
        Sha256Hash last = grow(lower(1 + random.nextInt(random.nextInt(10) == 0 ? DEEP : SHALLOW)), 1);
        while (tree.work(last).compareTo(tree.work(node.tip())) <= 0) {
            last = add(last, 1 + random.nextInt(HEAVY));
        }
        node.moveTo(last);
        tally.count(Happening.REORG);
    }

    /** One block with more work than all that it replaces. */
    private void reorgToShorter() {
        Sha256Hash fork = lower(2 + random.nextInt(SHALLOW));
        long lost = tree.work(node.tip()).subtract(tree.work(fork)).longValueExact() / 2;
        node.moveTo(add(fork, lost + 1));
        tally.count(Happening.REORG_TO_SHORTER);
    }

    /** A branch of no more work, as a node shows it whose blocks were invalidated, or another node. */
    private void rival() {
        Sha256Hash rival = add(lower(2 + random.nextInt(SHALLOW)), 1);
        if (tree.work(rival).compareTo(tree.work(node.tip())) <= 0) {
            node.moveTo(rival);
            tally.count(Happening.LIGHTER_RIVAL);
        }
    }

    private void rewind() {
        node.moveTo(lower(1 + random.nextInt(SHALLOW)));
        tally.count(Happening.REWOUND);
    }

    /** Back to the last flush, without a mempool; some nodes hear of another chain next. */
    private void crash() {
        node.crashTo(tree.height(lower(random.nextInt(2 * SHALLOW))));
        tally.count(Happening.NODE_CRASH);
        if (random.nextInt(3) == 0) {
            mine(1 + random.nextInt(2 * SHALLOW));
            tally.count(Happening.OTHER_CHAIN_AFTER_CRASH);
        }
    }

    private void recover() {
        node.relearn();
        node.moveTo(tree.heaviest());
        tally.count(Happening.RECOVERED);
    }

    private Sha256Hash lower(int depth) {
        return node.ancestor(node.tip(), Math.max(0, tree.height(node.tip()) - depth));
    }

    /** A block with some of what the mempool holds, and some that it never held. */
    private Sha256Hash add(Sha256Hash parent, long work) {
        List<Transaction> mempool = node.parentsFirst();
        List<Transaction> wanted = new ArrayList<>(List.of(payments.coinbase()));
        if (!known.isEmpty() && random.nextInt(4) == 0) {
            // In front of what it may rule out.
            wanted.add(payments.rival(any(known)));
        }
        mempool.stream().filter(any -> random.nextInt(4) > 0).forEach(wanted::add);
        if (random.nextInt(3) == 0) {
            wanted.add(payments.deposit());
        }
        if (!known.isEmpty() && random.nextInt(3) == 0) {
            wanted.add(any(known));
        }
        if (random.nextInt(3) == 0 && !coinbases.isEmpty()) {
            wanted.add(spendOf(wanted.size() > 1 ? wanted.subList(1, wanted.size()) : coinbases));
        }
        Sha256Hash block = tree.add(parent, work, wanted);
        List<Transaction> held = tree.transactions(block);
        BlockNotes.count(tally, held, txids, mempool);
        coinbases.add(held.get(0));
        held.subList(1, held.size()).forEach(this::know);
        return block;
    }

    private void know(Transaction transaction) {
        if (txids.add(transaction.txid())) {
            known.add(transaction);
        }
    }

    /** Takes one of the coins that these made, or two. */
    private Transaction spendOf(List<Transaction> transactions) {
        List<Outpoint> coins = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            Transaction made = any(transactions);
            coins.add(made.outpoint(random.nextInt(made.outputs().size())));
        }
        return payments.spend(coins.stream().distinct().toList());
    }

    private Transaction any(List<Transaction> transactions) {
        return transactions.get(random.nextInt(transactions.size()));
    }

    /** Enters the mempool, if there is what it takes and it does not take what it replaces. */
    private void enter(Transaction transaction) {
        Branch next = tree.branch(node.tip());
        for (Transaction waiting : node.parentsFirst()) {
            next = conflict(waiting, transaction) ? next : next.with(waiting);
        }
        if (next.admits(transaction)) {
            try {
                node.submit(transaction);
            } catch (RpcException.Rejected refused) {
                return;
            }
            know(transaction);
            tally.count(Happening.ENTERED_MEMPOOL);
        }
    }

    static boolean conflict(Transaction one, Transaction other) {
        return !one.equals(other)
                && one.inputs().stream()
                        .anyMatch(input -> other.inputs().stream()
                                .anyMatch(rival -> rival.outpoint().equals(input.outpoint())));
    }

    private void enterSpend() {
        if (!known.isEmpty()) {
            enter(spendOf(known));
        }
    }

    /** A deposit and what spends it, of which a watcher may hear in either order. */
    private void enterFamily() {
        Transaction parent = payments.deposit();
        enter(parent);
        enter(spendOf(List.of(parent)));
        tally.count(Happening.CHILD_IN_MEMPOOL);
    }

    private void replace() {
        if (!node.parentsFirst().isEmpty()) {
            enter(payments.rival(any(node.parentsFirst())));
            tally.count(Happening.REPLACED);
        }
    }

    private void evict() {
        if (!node.parentsFirst().isEmpty()) {
            node.evict(any(node.parentsFirst()).txid());
            tally.count(Happening.EVICTED);
        }
    }
}
