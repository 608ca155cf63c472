package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.store.DepositEvent;

/**
 * What a watcher told, in the names of the scenario instead of hashes. A block is called by its height above the one
 * that the scenario began on, and a letter: of two at a height, the one that came first is {@code a}.
 */
final class ScenarioLog {
    private final int base;
    private final Map<Sha256Hash, String> names = new HashMap<>();
    private final Map<Integer, Integer> siblings = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    ScenarioLog(int base) {
        this.base = base;
    }

    void name(Sha256Hash txid, String name) {
        names.put(txid, name);
    }

    void nameBlock(Sha256Hash block, int height) {
        int before = siblings.merge(height, 1, Integer::sum) - 1;
        names.put(block, (height - base) + Character.toString('a' + before));
    }

    /**
     * Of each deposit in the order in which it was told; a mempool has no order, so that of the deposits is by name.
     *
     * @param events of one look
     */
    List<String> add(List<DepositEvent> events) {
        List<String> told = events.stream()
                .sorted(Comparator.comparing(event -> name(event.change().deposit())))
                .map(this::line)
                .toList();
        lines.addAll(told);
        return told;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private String line(DepositEvent event) {
        DepositChange change = event.change();
        Deposit deposit = change.deposit();
        String block = event.block().map(at -> ", " + name(at)).orElse("");
        if (change instanceof DepositChange.Seen) {
            return "SEEN " + name(deposit) + block;
        } else if (change instanceof DepositChange.Confirmed) {
            return "CONFIRMED " + name(deposit) + block;
        } else if (change instanceof DepositChange.ReorgedOut) {
            return "REORGED_OUT " + name(deposit) + block;
        } else if (change instanceof DepositChange.Evicted) {
            return "EVICTED " + name(deposit) + block;
        } else if (change instanceof DepositChange.Unspent) {
            return "UNSPENT " + name(deposit) + block;
        } else if (change instanceof DepositChange.Replaced replaced) {
            return "REPLACED " + name(deposit) + " by " + name(replaced.by()) + block;
        } else if (change instanceof DepositChange.DoubleSpent spent) {
            return "DOUBLE_SPENT " + name(deposit) + " by " + name(spent.by()) + block;
        }
        Spend spend = ((DepositChange.SpentBy) change).spend();
        return "SPENT " + name(deposit) + " by " + name(spend.txid()) + block;
    }

    private String name(Deposit deposit) {
        long index = deposit.outpoint().index();
        return name(deposit.outpoint().txid()) + (index == 0 ? "" : ":" + index);
    }

    private String name(BlockRef block) {
        return name(block.hash());
    }

    private String name(Sha256Hash hash) {
        return Objects.requireNonNull(names.get(hash), () -> "the scenario made no " + hash);
    }
}
