package org.escrowkit.regtest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.wallet.node.RpcException;

/**
 * A chain that a seed moves: deposits to the watched scripts and what replaces, spends and double-spends them, blocks,
 * reorgs. All of it is valid, so that it can be done to a real node.
 */
final class FaultChurn {
    private static final int COINS_AT_ONCE = 1_000;
    private static final int DEEPEST = 6;

    /** Blocks whose transactions are known still: more than a reorg takes back. */
    private static final int KEPT = 40;

    private final ScenarioNode node;
    private final List<ByteString> watched;
    private final Random random;
    private final Deque<Outpoint> coins = new ArrayDeque<>();

    /** What was offered to the mempool and may be there, parents first. */
    private final List<Transaction> offered = new ArrayList<>();

    private final Map<Sha256Hash, List<Transaction>> blocks = new LinkedHashMap<>();
    private int transactions;
    private int reorgs;

    FaultChurn(ScenarioNode node, List<ByteString> watched, long seed) {
        this.node = node;
        this.watched = watched;
        random = new Random(seed);
    }

    int transactions() {
        return transactions;
    }

    int reorgs() {
        return reorgs;
    }

    /** Something happens. */
    void move() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    offer(deposit(WatchStage.FEE, coin()));
                }
            }
            case 3, 4 -> spend();
            case 5 -> replace();
            case 6 -> mineConflict();
            case 7, 8 -> reorg();
            default -> mine();
        }
    }

    /** Lets go of the notes on what is too deep in the chain to matter any more. */
    void forget() {
        Set<Outpoint> kept = new HashSet<>(coins);
        List<Transaction> known = new ArrayList<>(waiting());
        blocks.values().forEach(known::addAll);
        for (Transaction transaction : known) {
            transaction.inputs().forEach(input -> kept.add(input.outpoint()));
            for (int i = 0; i < transaction.outputs().size(); i++) {
                kept.add(transaction.outpoint(i));
            }
        }
        node.forgetAllBut(kept, watched);
    }

    private ByteString watched() {
        return watched.get(random.nextInt(watched.size()));
    }

    private Outpoint coin() {
        if (coins.isEmpty()) {
            List<ByteString> scripts =
                    Stream.generate(node::script).limit(COINS_AT_ONCE).toList();
            Transaction fan = node.spending(List.of(node.coin()), WatchStage.FEE, scripts);
            mine(List.of(fan), node.script());
            for (int i = 0; i < COINS_AT_ONCE; i++) {
                coins.add(fan.outpoint(i));
            }
            // So deep that no reorg takes it back.
            for (int i = 0; i <= DEEPEST; i++) {
                mine(List.of(), node.script());
            }
        }
        return coins.remove();
    }

    /** To one or two of the scripts, or half of it to a stranger. */
    private Transaction deposit(Coin fee, Outpoint coin) {
        List<ByteString> scripts = new ArrayList<>(List.of(watched()));
        if (random.nextBoolean()) {
            scripts.add(random.nextBoolean() ? watched() : node.script());
        }
        return node.spending(List.of(coin), fee, scripts);
    }

    private void offer(Transaction transaction) {
        try {
            node.submit(transaction);
        } catch (RpcException.Rejected no) {
            // Too poor a replacement, or of something that is gone.
            return;
        }
        // The same rival may be made twice, and a node accepts again what it has.
        if (!offered.contains(transaction)) {
            offered.add(transaction);
        }
        transactions++;
    }

    private List<Transaction> waiting() {
        Set<Sha256Hash> mempool = node.port().mempool().txids();
        offered.removeIf(transaction -> !mempool.contains(transaction.txid()));
        return List.copyOf(offered);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** Takes an output of something that waits or that was mined lately. */
    private void spend() {
        List<Transaction> known = new ArrayList<>(waiting());
        blocks.values().forEach(known::addAll);
        known.removeIf(transaction -> transaction.outputs().size() > 2);
        if (!known.isEmpty()) {
            Transaction parent = any(known);
            Outpoint coin = parent.outpoint(random.nextInt(parent.outputs().size()));
            List<ByteString> to = List.of(random.nextInt(3) == 0 ? watched() : node.script());
            offer(node.spending(List.of(coin), WatchStage.FEE, to));
        }
    }

    private void replace() {
        List<Transaction> waiting = waiting();
        if (!waiting.isEmpty()) {
            offer(rival(any(waiting)));
        }
    }

    /** Pays none of the scripts as often as not. */
    private Transaction rival(Transaction other) {
        Outpoint coin = other.inputs().get(0).outpoint();
        return random.nextBoolean()
                ? deposit(WatchStage.HIGHER_FEE, coin)
                : node.spending(List.of(coin), WatchStage.HIGHER_FEE, List.of(node.script()));
    }

    private void mine() {
        ByteString reward = random.nextInt(5) == 0 ? watched() : node.script();
        mine(valid(waiting().stream().filter(any -> random.nextInt(4) > 0).toList(), Set.of()), reward);
    }

    private Sha256Hash mine(List<Transaction> held, ByteString reward) {
        return mineOn(node.tip(), node.height() + 1, held, reward);
    }

    private Sha256Hash mineOn(Sha256Hash parent, int height, List<Transaction> held, ByteString reward) {
        Sha256Hash block = node.mineOn(parent, height, reward, held);
        blocks.put(block, held);
        if (blocks.size() > KEPT) {
            blocks.remove(blocks.keySet().iterator().next());
        }
        return block;
    }

    /** In a block, what rules out something that waits and all that stands on it. */
    private void mineConflict() {
        List<Transaction> waiting = waiting().stream()
                .filter(transaction -> !spendsAnyOf(transaction, waiting()))
                .toList();
        if (!waiting.isEmpty()) {
            mine(List.of(rival(any(waiting))), node.script());
        }
    }

    private static boolean spendsAnyOf(Transaction transaction, List<Transaction> others) {
        Set<Sha256Hash> txids = others.stream().map(Transaction::txid).collect(Collectors.toSet());
        return transaction.inputs().stream()
                .anyMatch(input -> txids.contains(input.outpoint().txid()));
    }

    /** The first of the new blocks holds most of what the old ones did, and rivals of some of the rest. */
    private void reorg() {
        int depth = 1 + random.nextInt(random.nextInt(3) == 0 ? DEEPEST : 2);
        int height = node.height() - depth;
        List<Transaction> undone = new ArrayList<>();
        for (int at = height + 1; at <= node.height(); at++) {
            undone.addAll(blocks.getOrDefault(node.port().blockHash(at).orElseThrow(), List.of()));
        }
        List<Transaction> rivals = new ArrayList<>();
        Set<Outpoint> taken = new HashSet<>();
        for (Transaction transaction : undone) {
            if (random.nextInt(4) == 0 && !spendsAnyOf(transaction, undone)) {
                rivals.add(rival(transaction));
                taken.add(transaction.inputs().get(0).outpoint());
            }
        }
        List<Transaction> kept = new ArrayList<>(rivals);
        kept.addAll(valid(undone.stream().filter(any -> random.nextInt(3) > 0).toList(), taken, undone));
        Sha256Hash last = node.port().blockHash(height).orElseThrow();
        for (int i = 1; i <= depth + 1; i++) {
            last = mineOn(last, height + i, i == 1 ? kept : List.of(), node.script());
        }
        // In front of what stands on them, and once only.
        offered.removeAll(undone);
        offered.addAll(0, undone);
        reorgs++;
    }

    private List<Transaction> valid(List<Transaction> wanted, Set<Outpoint> taken) {
        return valid(wanted, taken, waiting());
    }

    /** Those whose parents are among them, or none of these at all; and that take nothing that is taken. */
    private static List<Transaction> valid(List<Transaction> wanted, Set<Outpoint> taken, List<Transaction> unmined) {
        Set<Sha256Hash> missing = unmined.stream().map(Transaction::txid).collect(Collectors.toSet());
        List<Transaction> valid = new ArrayList<>();
        for (Transaction transaction : wanted) {
            boolean fits = transaction.inputs().stream()
                    .map(TransactionInput::outpoint)
                    .noneMatch(coin -> taken.contains(coin) || missing.contains(coin.txid()));
            if (fits) {
                valid.add(transaction);
                missing.remove(transaction.txid());
            }
        }
        return valid;
    }
}
