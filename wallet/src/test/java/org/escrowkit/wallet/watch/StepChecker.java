package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/** Judges a step that a watcher is about to commit, by how the node was since the watcher began to ask it. */
final class StepChecker {
    private final SimulatedChain chain;
    private final BlockTree tree;
    private final BlockRow cursor;
    private final Map<Outpoint, Deposit> deposits;

    /**
     * @param cursor of the store, before the step
     * @param deposits of the store, before the step
     */
    StepChecker(SimulatedChain chain, BlockRow cursor, Map<Outpoint, Deposit> deposits) {
        this.chain = chain;
        this.tree = chain.tree();
        this.cursor = cursor;
        this.deposits = new HashMap<>(deposits);
    }

    void check(Step step) {
        boolean silent = step.parts().stream().allMatch(part -> part.changes().isEmpty());
        assertTrue(silent || !isBehind(), () -> "W2: changes by a node that is behind: " + step);
        for (StepPart part : step.parts()) {
            if (part instanceof StepPart.Disconnected gone) {
                assertTrue(mayRevoke(gone.row()), () -> "W2: " + gone + " at " + chain.momentsSinceMark());
            } else if (part instanceof StepPart.Connected connected) {
                assertEndsDoubleSpent(connected);
            } else if (part instanceof StepPart.Mempool && !hasReturned()) {
                part.changes().forEach(this::assertWasSo);
            }
            part.changes().forEach(change -> DepositReplay.put(deposits, change));
        }
    }

    /** Whether the node neither held the cursor nor was on a heavier chain at any moment. */
    private boolean isBehind() {
        return chain.momentsSinceMark().stream()
                .map(SimulatedChain.Moment::tip)
                .noneMatch(tip -> tree.isAncestor(cursor.hash(), tip) || isHeavier(tip));
    }

    /** Whether the node was on a heavier chain without this block. */
    private boolean mayRevoke(BlockRow gone) {
        return chain.momentsSinceMark().stream()
                .map(SimulatedChain.Moment::tip)
                .anyMatch(tip -> isHeavier(tip) && !tree.isAncestor(gone.hash(), tip));
    }

    private boolean isHeavier(Sha256Hash tip) {
        return tree.work(tip).compareTo(cursor.chainWork()) > 0;
    }

    /** W6: what waits for a coin that this block gives to another one. */
    private void assertEndsDoubleSpent(StepPart.Connected connected) {
        Set<Outpoint> ended = connected.changes().stream()
                .filter(DepositChange.DoubleSpent.class::isInstance)
                .map(change -> change.deposit().outpoint())
                .collect(Collectors.toSet());
        Map<Outpoint, Sha256Hash> spent = new HashMap<>();
        for (Transaction transaction : tree.transactions(connected.row().hash())) {
            transaction.inputs().forEach(input -> spent.put(input.outpoint(), transaction.txid()));
        }
        for (Deposit deposit : deposits.values()) {
            Sha256Hash txid = deposit.outpoint().txid();
            boolean lost = deposit.transaction().inputs().stream()
                    .map(TransactionInput::outpoint)
                    .anyMatch(coin -> !spent.getOrDefault(coin, txid).equals(txid));
            assertTrue(
                    deposit.block().isPresent() || !lost || ended.contains(deposit.outpoint()),
                    () -> "W6: goes on after a double-spend: " + deposit);
        }
    }

    /** Whether the node left the cursor and came back: what a look at the mempool saw then was of another chain. */
    private boolean hasReturned() {
        List<Boolean> there = chain.momentsSinceMark().stream()
                .map(moment -> moment.tip().equals(cursor.hash()))
                .toList();
        int left = there.subList(Math.max(0, there.indexOf(true)), there.size()).indexOf(false);
        return left >= 0 && there.lastIndexOf(true) > there.indexOf(true) + left;
    }

    /** W7: what a look at the mempool tells was so while the node stood on the cursor. */
    private void assertWasSo(DepositChange change) {
        Sha256Hash txid = change.deposit().outpoint().txid();
        Predicate<Set<Sha256Hash>> so;
        if (change instanceof DepositChange.Seen) {
            so = held -> held.contains(txid);
        } else if (change instanceof DepositChange.SpentBy by) {
            so = held -> held.contains(by.spend().txid());
        } else if (change instanceof DepositChange.Replaced by) {
            so = held -> held.contains(by.by()) && !held.contains(txid);
        } else if (change instanceof DepositChange.Unspent) {
            Set<Sha256Hash> before = Stream.ofNullable(
                            deposits.get(change.deposit().outpoint()))
                    .flatMap(deposit -> deposit.spend().stream())
                    .map(Spend::txid)
                    .collect(Collectors.toSet());
            so = held -> before.stream().noneMatch(held::contains);
        } else {
            so = held -> !held.contains(txid);
        }
        assertTrue(
                chain.momentsSinceMark().stream()
                        .filter(moment -> moment.tip().equals(cursor.hash()))
                        .anyMatch(moment -> so.test(moment.mempool())),
                () -> "W7: never so: " + change);
    }
}
