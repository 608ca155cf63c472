package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/** Judges what a watcher says when it has caught up, by nothing but the node, and the events that it led to. */
final class Checker {
    private final SimulatedChain chain;
    private final Map<ByteString, Integer> births = new HashMap<>();

    /** What was watched when each block was last connected. */
    private final Map<Sha256Hash, Set<ByteString>> watchedAt = new HashMap<>();

    private final DepositReplay replay = new DepositReplay();

    Checker(SimulatedChain chain) {
        this.chain = chain;
    }

    DepositReplay replay() {
        return replay;
    }

    /** From now on deposits to these count, from their birth on, of which the earliest holds. */
    void watched(List<ByteString> scripts, int birth) {
        scripts.forEach(script -> births.merge(script, birth, Math::min));
    }

    /** A step was committed. */
    void committed(Step step, EscrowStore store) {
        for (StepPart part : step.parts()) {
            if (part instanceof StepPart.Connected connected) {
                watchedAt.put(connected.row().hash(), Set.copyOf(births.keySet()));
            }
        }
        read(store);
    }

    /** Takes in the events that are new. */
    void read(EscrowStore store) {
        replay.apply(store.events(replay.last(), Integer.MAX_VALUE));
    }

    /** Payments from the birth on, and those in blocks that came when their script was watched already. */
    private boolean counts(BlockRef block, ByteString script) {
        return births.getOrDefault(script, Integer.MAX_VALUE) <= block.height()
                || watchedAt.getOrDefault(block.hash(), Set.of()).contains(script);
    }

    /** The watcher says that the node is behind it. */
    void assertBehind(EscrowStore store) {
        BlockRow cursor = store.head().cursor().orElseThrow();
        Sha256Hash tip = chain.node().tip();
        assertFalse(chain.tree().isAncestor(cursor.hash(), tip), () -> "W2: the node holds " + cursor);
        assertTrue(chain.tree().work(tip).compareTo(cursor.chainWork()) <= 0, () -> "W2: the node is above " + cursor);
    }

    /** The watcher says that it is at the node's tip and has nothing left to look at. */
    void assertSaysWhatTheNodeSays(EscrowStore store) {
        Sha256Hash tip = chain.node().tip();
        assertEquals(Optional.of(tip), store.head().cursor().map(BlockRow::hash), "not at the node's tip");
        assertEquals(Optional.empty(), store.backfill());
        Map<Outpoint, Deposit> deposits =
                store.deposits().stream().collect(Collectors.toMap(Deposit::outpoint, deposit -> deposit));
        assertEquals(replay.deposits(), deposits, "W5: the events do not lead to the deposits");
        assertChain(deposits, new ChainOracle(chain.tree().chain(tip), births.keySet(), this::counts));
        assertMempool(deposits, chain.mempool());
    }

    /** The watcher died: what it has stored is what the chain up to its cursor says, but for what waits for a walk. */
    void assertHoldsWhatTheCursorSays(EscrowStore store) {
        Sha256Hash cursor = store.head().cursor().orElseThrow().hash();
        Map<Outpoint, Deposit> deposits = new HashMap<>();
        store.deposits().forEach(deposit -> deposits.put(deposit.outpoint(), deposit));
        assertEquals(replay.deposits(), deposits, "W3: the events do not lead to the deposits");
        Set<ByteString> complete = new HashSet<>(births.keySet());
        store.scripts(script -> {
            if (script.waiting()) {
                complete.remove(script.scriptPubKey());
            }
        });
        deposits.values().removeIf(deposit -> !complete.contains(deposit.scriptPubKey()));
        if (store.backfill().isPresent()) {
            // A walk also finds what others were paid before their birth, and what spent that only later.
            deposits.values()
                    .removeIf(deposit -> deposit.block()
                            .filter(block -> !counts(block, deposit.scriptPubKey()))
                            .isPresent());
        }
        assertChain(deposits, new ChainOracle(chain.tree().chain(cursor), complete, this::counts));
    }

    /** All that count, each as it stands in the chain; others may be known, too, if the chain holds them. */
    private static void assertChain(Map<Outpoint, Deposit> deposits, ChainOracle oracle) {
        Map<Outpoint, ChainOracle.Coin> confirmed = new HashMap<>();
        deposits.values().stream()
                .filter(deposit -> deposit.block().isPresent())
                .forEach(deposit -> confirmed.put(deposit.outpoint(), ChainOracle.Coin.of(deposit)));
        Map<Outpoint, ChainOracle.Coin> expected = new HashMap<>(oracle.all());
        expected.keySet().retainAll(confirmed.keySet());
        expected.putAll(oracle.due());
        assertEquals(expected, confirmed, "W4, W6: the confirmed deposits");
    }

    private void assertMempool(Map<Outpoint, Deposit> deposits, Map<Sha256Hash, Transaction> mempool) {
        for (Deposit deposit : deposits.values()) {
            assertEquals(
                    mempool.containsKey(deposit.outpoint().txid()),
                    deposit.inMempool(),
                    () -> "W7: in the mempool or not: " + deposit);
            deposit.spend()
                    .filter(spend -> spend.block().isEmpty())
                    .ifPresent(spend -> assertTrue(
                            mempool.containsKey(spend.txid()), () -> "W7: spent by nothing any more: " + deposit));
        }
        Set<Outpoint> due = new HashSet<>();
        for (Transaction transaction : mempool.values()) {
            for (int output = 0; output < transaction.outputs().size(); output++) {
                if (births.containsKey(transaction.outputs().get(output).scriptPubKey())) {
                    due.add(transaction.outpoint(output));
                }
            }
            transaction.inputs().stream()
                    .map(TransactionInput::outpoint)
                    .filter(deposits::containsKey)
                    .forEach(coin -> assertFalse(
                            replay.deposit(coin).spend().isEmpty(), () -> "W7: spend not seen: " + transaction));
        }
        due.removeAll(deposits.keySet());
        assertEquals(Set.of(), due, "W7: deposits not seen");
    }
}
