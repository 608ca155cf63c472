package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockCheck;
import org.junit.jupiter.api.Test;

/** The fake does what bitcoind does, so that what is proven on it is worth something. */
class FakeBitcoinNodeTest {
    private static final Outpoint FOREIGN = new Outpoint(Sha256Hash.of(new byte[1]), 0);
    private static final TransactionOutput PAID = new TransactionOutput(Coin.COIN, ByteString.ofHex("51"));

    private final FakeBitcoinNode node = new FakeBitcoinNode();

    private static Transaction spending(int locktime, Outpoint... coins) {
        List<TransactionInput> inputs = List.of(coins).stream()
                .map(coin -> TransactionInput.unsigned(coin, 0))
                .toList();
        return new Transaction(2, inputs, List.of(PAID), locktime);
    }

    private void holds(Transaction... transactions) {
        assertEquals(
                Set.of(List.of(transactions).stream().map(Transaction::txid).toArray()),
                node.mempool().txids());
    }

    private final Transaction parent = spending(1, FOREIGN);
    private final Transaction child = spending(2, parent.outpoint(0));
    private final Transaction rival = spending(3, FOREIGN);

    @Test
    void aReplacementEvictsWhatItConflictsWithAndTheirDescendants() {
        node.submit(parent);
        node.submit(child);
        node.submit(spending(4, child.outpoint(0)));
        long before = node.mempool().sequence();
        node.submit(rival);
        holds(rival);
        assertEquals(before + 4, node.mempool().sequence());
        Transaction spendsWhatItEvicts = spending(5, FOREIGN, rival.outpoint(0));
        assertThrows(RpcException.Rejected.class, () -> node.submit(spendsWhatItEvicts));
        holds(rival);
    }

    @Test
    void anEvictionTakesDescendantsAlong() {
        node.submit(parent);
        node.submit(child);
        node.evict(parent.txid());
        holds();
    }

    @Test
    void whatIsMinedLeavesTheMempoolWithoutANumberAndItsConflictsWithOne() {
        node.submit(parent);
        node.submit(child);
        long before = node.mempool().sequence();
        node.mine(List.of(parent));
        holds(child);
        assertEquals(before, node.mempool().sequence());
        node.mine(List.of(spending(6, parent.outpoint(0))));
        holds();
        assertEquals(before + 1, node.mempool().sequence());
        assertThrows(RpcException.Rejected.class, () -> node.submit(rival));
        assertThrows(RpcException.Rejected.class, () -> node.submit(child));
    }

    @Test
    void whatADisconnectedBlockHeldComesBackUnlessTheNewChainConflicts() {
        Sha256Hash fork = node.tip();
        node.mine(List.of(parent));
        node.mine(List.of(child));
        Sha256Hash first = node.tip();
        Transaction grandchild = spending(7, child.outpoint(0));
        node.submit(grandchild);
        node.moveTo(node.grow(fork, 3));
        holds(parent, child, grandchild);
        assertEquals(List.of(parent, child, grandchild), node.parentsFirst());
        node.moveTo(first);
        holds(grandchild);
        node.moveTo(node.add(fork, 5, List.of(rival)));
        holds();
        assertTrue(node.unspentOutput(parent.outpoint(0)).isEmpty());
        assertEquals(1, node.unspentOutput(rival.outpoint(0)).orElseThrow().confirmations());
        assertTrue(node.unspentOutput(FOREIGN).isEmpty());
    }

    @Test
    void aDisconnectedCoinbaseIsGoneWithWhatSpentIt() {
        Transaction coinbase = FakeBitcoinNode.coinbase(1, List.of(PAID));
        assertNotEquals(
                coinbase.txid(), FakeBitcoinNode.coinbase(2, List.of(PAID)).txid());
        Sha256Hash fork = node.tip();
        node.mine(List.of(coinbase, parent));
        assertEquals(
                List.of(coinbase, parent),
                new ChainBlock(node.row(node.tip()), node.block(node.tip()).orElseThrow())
                        .block()
                        .transactions());
        assertTrue(node.unspentOutput(coinbase.outpoint(0)).orElseThrow().coinbase());
        Transaction spend = spending(8, coinbase.outpoint(0));
        node.mine(List.of(spend));
        node.submit(spending(9, spend.outpoint(0)));
        node.moveTo(fork);
        holds(parent);
    }

    @Test
    void aKilledNodeHasAnEmptyMempoolThatCountsAnew() {
        node.mine(List.of(parent));
        node.submit(child);
        node.crashTo(0);
        assertEquals(new MempoolView(Set.of(), 1), node.mempool());
    }

    @Test
    void aBlockOfManyTransactionsReadsLikeARealOne() {
        List<Transaction> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(spending(i, FOREIGN));
        }
        byte[] block = node.block(node.mine(many)).orElseThrow();
        assertTrue(BlockCheck.transactions(block).isEmpty());
        assertEquals(
                301,
                new ChainBlock(node.row(node.tip()), block)
                        .block()
                        .transactions()
                        .size());
    }

    @Test
    void everyCallCanBeMadeToFail() {
        List<String> called = new ArrayList<>();
        node.before(method -> {
            called.add(method);
            throw new RpcException.Unavailable(method, "down", null);
        });
        List<Runnable> calls = List.of(
                node::chainInfo,
                () -> node.blockHash(0),
                () -> node.header(node.tip()),
                () -> node.headers(node.tip(), 1),
                () -> node.block(node.tip()),
                node::mempool,
                () -> node.mempoolTransactions(List.of()),
                () -> node.mempoolTransaction(parent.txid()),
                () -> node.blockTransaction(parent.txid(), node.tip()),
                () -> node.testMempoolAccept(parent),
                () -> node.broadcast(parent),
                () -> node.estimateFeeRate(1),
                () -> node.unspentOutput(FOREIGN));
        calls.forEach(call -> assertThrows(RpcException.Unavailable.class, call::run));
        assertEquals(13, called.size());
        assertEquals(1, Collections.frequency(called, "block"));
        node.before(method -> {});
        holds();
    }
}
