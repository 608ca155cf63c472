package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.wallet.node.Agreement.Place;
import org.escrowkit.wallet.node.Agreement.View;
import org.junit.jupiter.api.Test;

/** W12: a second node, and what is done where it says something else. */
class AgreeingNodeTest {
    private final FakeBitcoinNode one = new FakeBitcoinNode();
    private final FakeBitcoinNode two = new FakeBitcoinNode();
    private final FakeBitcoinNode three = new FakeBitcoinNode();

    /** The same blocks on each: a fake makes of the same calls the same hashes. */
    private static void mine(int blocks, FakeBitcoinNode... nodes) {
        List.of(nodes).forEach(node -> node.mine(blocks));
    }

    private AgreeingNode twoOfTwo() {
        return AgreeingNode.of(2, List.of(one, two));
    }

    private AgreeingNode twoOfThree() {
        return AgreeingNode.of(2, List.of(one, two, three));
    }

    private static View view(AgreeingNode nodes, int number) {
        return nodes.agreement().orElseThrow().views().get(number);
    }

    private static Place place(FakeBitcoinNode node, int height) {
        return new Place(height, node.blockHash(height).orElseThrow());
    }

    private static void fail(FakeBitcoinNode node) {
        node.before(method -> {
            throw new RpcException.Unavailable(method, "down", null);
        });
    }

    @Test
    void nodesThatAgreeAreAsOne() {
        mine(5, one, two);
        AgreeingNode nodes = twoOfTwo();
        assertEquals(one.chainInfo(), nodes.chainInfo());
        assertEquals(one.headers(one.genesis(), 9), nodes.headers(one.genesis(), 9));
        assertFalse(nodes.agreement().orElseThrow().isAlarming());
        assertEquals(new View.Agrees(), view(nodes, 1));
    }

    @Test
    void whatTheLaggingNodeDoesNotHoldYetIsNotThere() {
        mine(5, one, two);
        mine(3, one);
        AgreeingNode nodes = twoOfTwo();
        ChainInfo info = nodes.chainInfo();
        assertEquals(two.tip(), info.bestBlock());
        assertEquals(5, info.height());
        assertEquals(8, info.headers());
        assertFalse(info.isCaughtUp());
        assertEquals(6, nodes.headers(one.genesis(), 9).size());
        assertTrue(nodes.blockHash(6).isEmpty());
        assertFalse(nodes.header(one.tip()).orElseThrow().isOnBestChain());
        assertEquals(new View.Behind(place(two, 5)), view(nodes, 1));
        assertFalse(nodes.agreement().orElseThrow().isAlarming());
        mine(3, two);
        assertEquals(one.chainInfo(), nodes.chainInfo());
    }

    @Test
    void aSplitIsNamedByTheFirstBlocksOfBothSides() {
        mine(5, one, two);
        mine(4, one);
        two.moveTo(two.add(two.tip(), 2, List.of()));
        AgreeingNode nodes = twoOfTwo();
        assertEquals(5, nodes.chainInfo().height());
        assertEquals(new View.Diverges(place(one, 6), place(two, 6)), view(nodes, 1));
        assertTrue(nodes.agreement().orElseThrow().isAlarming());
    }

    @Test
    void twoOfThreeOutvoteALeaderThatIsOnAChainOfItsOwn() {
        mine(5, one, two, three);
        one.moveTo(one.add(one.tip(), 100, List.of()));
        mine(4, two, three);
        AgreeingNode nodes = twoOfThree();
        assertEquals(two.chainInfo(), nodes.chainInfo());
        assertEquals(1, nodes.agreement().orElseThrow().leader());
        assertEquals(new View.Diverges(place(two, 6), place(one, 6)), view(nodes, 0));
        assertTrue(nodes.agreement().orElseThrow().isAlarming());
    }

    @Test
    void twoOfThreeGoOnWithoutTheOneThatIsDownAndTwoOfTwoDoNot() {
        mine(5, one, two, three);
        fail(one);
        AgreeingNode nodes = twoOfThree();
        assertEquals(two.chainInfo(), nodes.chainInfo());
        assertInstanceOf(View.Silent.class, view(nodes, 0));
        assertFalse(nodes.agreement().orElseThrow().isAlarming());
        assertThrows(RpcException.Unavailable.class, twoOfTwo()::chainInfo);
        one.before(method -> {});
        assertEquals(new View.Agrees(), view(with(nodes), 0));
    }

    private static AgreeingNode with(AgreeingNode nodes) {
        nodes.chainInfo();
        return nodes;
    }

    @Test
    void aBlockComesFromWhicheverNodeHasKeptIt() {
        mine(9, one, two);
        one.prune(7);
        AgreeingNode nodes = twoOfTwo();
        nodes.chainInfo();
        Sha256Hash old = one.blockHash(3).orElseThrow();
        assertEquals(old, BlockBytes.hash(nodes.block(old).orElseThrow()));
    }

    /** Else each payment would look evicted between the two nodes' hearing of its block. */
    @Test
    void w7WhatIsMinedInABlockThatTooFewHoldStillWaits() {
        mine(5, one, two);
        TransactionOutput output = new TransactionOutput(Coin.COIN, Scripts.p2wsh(ByteString.EMPTY));
        Outpoint coin = new Outpoint(Sha256Hash.ZERO_HASH, 5);
        Transaction payment = new Transaction(2, List.of(TransactionInput.unsigned(coin, 0)), List.of(output), 0);
        AgreeingNode nodes = twoOfTwo();
        one.broadcast(payment);
        two.broadcast(payment);
        assertEquals(Set.of(payment.txid()), nodes.mempool().txids());
        one.mine(List.of(payment));
        nodes.chainInfo();
        assertEquals(Set.of(), one.mempool().txids());
        assertEquals(Set.of(payment.txid()), nodes.mempool().txids());
        assertEquals(Map.of(payment.txid(), payment), nodes.mempoolTransactions(Set.of(payment.txid())));
        two.mine(List.of(payment));
        nodes.chainInfo();
        assertEquals(Set.of(), nodes.mempool().txids());
        mine(13, one);
        nodes.chainInfo();
        assertThrows(RpcException.Unavailable.class, nodes::mempool);
    }

    @Test
    void asManyAsThereAreCanAgreeAndNoMore() {
        assertThrows(IllegalArgumentException.class, () -> AgreeingNode.of(0, List.of(one)));
        assertThrows(IllegalArgumentException.class, () -> AgreeingNode.of(3, List.of(one, two)));
        assertEquals(one.chainInfo(), AgreeingNode.of(1, List.of(one)).chainInfo());
    }

    @Test
    void theHighestThatIsTrueIsFoundFromEveryPlace() {
        for (int top = -1; top < 40; top++) {
            for (int highest = -1; highest <= top; highest++) {
                int sought = highest;
                assertEquals(sought, AgreeingNode.highest(top, number -> number <= sought));
            }
        }
        assertEquals(12, AgreeingNode.highest(12, number -> true));
    }
}
