package org.escrowkit.regtest;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;

/** Scenarios on the node in memory. */
final class FakeScenarioNode extends ScenarioNode {
    private final FakeBitcoinNode node = new FakeBitcoinNode();

    /** Where the chain led through an invalid block. */
    private final Map<Sha256Hash, Sha256Hash> tips = new HashMap<>();

    private int flushed;
    private Sha256Hash lost = node.tip();

    FakeScenarioNode() {
        mineCoins();
    }

    @Override
    BitcoinNode port() {
        return node;
    }

    @Override
    void submit(Transaction transaction) {
        node.submit(transaction);
    }

    @Override
    Sha256Hash submit(Sha256Hash parent, Instant time, List<Transaction> transactions) {
        Sha256Hash block = node.add(parent, 1, time.getEpochSecond(), transactions);
        goTo(block);
        return block;
    }

    private void goTo(Sha256Hash block) {
        if (node.row(block).chainWork().compareTo(node.row(node.tip()).chainWork()) > 0) {
            node.moveTo(block);
        }
    }

    @Override
    void invalidate(Sha256Hash block) {
        tips.put(block, node.tip());
        node.moveTo(node.row(block).previous());
    }

    @Override
    void reconsider(Sha256Hash block) {
        goTo(Objects.requireNonNull(tips.remove(block)));
    }

    @Override
    void flush() {
        flushed = node.row(node.tip()).height();
    }

    @Override
    void crash() {
        lost = node.tip();
        node.crashTo(flushed);
    }

    @Override
    void recover() {
        node.relearn();
        goTo(lost);
    }

    /** A fake knows nothing better: what it is told is what it says. */
    @Override
    void audit(Ledger ledger, List<WatchedScript> watched, List<DepositEvent> events) {}
}
