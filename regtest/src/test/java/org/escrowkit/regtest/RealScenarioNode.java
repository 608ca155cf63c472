package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;

/** Scenarios on a bitcoind. */
final class RealScenarioNode extends ScenarioNode {
    private final RegtestNode node;
    private final BitcoinNode port;
    private final NodeAudit audit;
    private final List<String> lost = new ArrayList<>();
    private int flushed;

    /** Whether a flush would spoil what the next crash is to lose. */
    private boolean crashing;

    RealScenarioNode(RegtestNode node) {
        this.node = node;
        port = JsonRpcNode.connect(node.rpc(), Chain.REGTEST);
        audit = new NodeAudit(node.rpc());
        mineCoins();
    }

    @Override
    BitcoinNode port() {
        return port;
    }

    @Override
    void submit(Transaction transaction) {
        node.rpc().call("sendrawtransaction", HexFormat.of().formatHex(transaction.serialize()));
    }

    @Override
    Sha256Hash submit(Sha256Hash parent, Instant time, List<Transaction> transactions) {
        ByteString block = BlockMaker.block(parent, time.getEpochSecond(), transactions);
        submit(block.toHex());
        return Block.parse(block.toByteArray()).hash();
    }

    /** That a valid block is not on the best chain is no fault of it. */
    private void submit(String block) {
        JsonValue fault = node.rpc().call("submitblock", block);
        assertTrue(fault.isNull() || fault.asString().equals("inconclusive"), fault::toJson);
    }

    @Override
    void invalidate(Sha256Hash block) {
        node.rpc().call("invalidateblock", block.toString());
    }

    @Override
    void reconsider(Sha256Hash block) {
        node.rpc().call("reconsiderblock", block.toString());
    }

    private ProcessNode process() {
        assumeTrue(node instanceof ProcessNode, "a container is at another address when it is started again");
        return (ProcessNode) node;
    }

    /** A call that makes bitcoind write everything to its disk. */
    @Override
    void flush() {
        process();
        node.rpc().call("gettxoutsetinfo", "none");
        flushed = height();
        crashing = true;
    }

    @Override
    void crash() {
        lost.clear();
        for (int height = flushed + 1; height <= height(); height++) {
            String hash = node.rpc().call("getblockhash", height).asString();
            lost.add(node.rpc().call("getblock", hash, 0).asString());
        }
        process().kill();
        process().startAgain();
        crashing = false;
        assertEquals(flushed, height(), "the node did not fall back to where it was flushed");
    }

    @Override
    void recover() {
        lost.forEach(this::submit);
    }

    @Override
    void audit(Ledger ledger, List<WatchedScript> watched, List<DepositEvent> events) {
        audit.events(events);
        audit.ledger(ledger, watched);
        if (!crashing) {
            audit.unspent(ledger, watched);
        }
    }
}
