package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each fault between us and a node is to a caller, and that none of them is taken for an answer (W10, W11). */
@Timeout(60)
class FaultProxyTest {
    private static final RpcCredentials LOGIN = RpcCredentials.userPassword("alice", "secret");
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int SMALL = 1_000_000;

    /** What a call that reads fails with; those that are missing here are answers. */
    private static final Map<FaultKind, Class<? extends RuntimeException>> OF_READS = Map.ofEntries(
            Map.entry(FaultKind.RESET, RpcException.Unavailable.class),
            Map.entry(FaultKind.RESET_AFTER, RpcException.Unavailable.class),
            Map.entry(FaultKind.WITHHELD, RpcException.Unavailable.class),
            Map.entry(FaultKind.WARMING_UP, RpcException.Unavailable.class),
            Map.entry(FaultKind.BUSY, RpcException.Unavailable.class),
            Map.entry(FaultKind.UNAUTHORIZED, RpcException.Unavailable.class),
            Map.entry(FaultKind.TRUNCATED, RpcException.Unavailable.class),
            Map.entry(FaultKind.CUT_SHORT, RpcException.BadReply.class),
            Map.entry(FaultKind.EMPTY, RpcException.BadReply.class),
            Map.entry(FaultKind.HUGE_ANNOUNCED, RpcException.BadReply.class),
            Map.entry(FaultKind.HUGE_STREAMED, RpcException.BadReply.class),
            Map.entry(FaultKind.WRONG_ID, RpcException.BadReply.class),
            Map.entry(FaultKind.HTML, RpcException.BadReply.class),
            Map.entry(FaultKind.NOT_FOUND, RpcException.Rejected.class),
            Map.entry(FaultKind.NO_WALLET, RpcException.Rejected.class),
            Map.entry(FaultKind.WRONG_NETWORK, WrongChainException.class));

    private final FakeBitcoinNode fake = new FakeBitcoinNode();
    private final FakeBitcoind bitcoind = FakeBitcoind.of(fake);
    private final FaultProxy proxy = FaultProxy.before(bitcoind.uri());
    private BitcoinNode node = fake;

    @BeforeEach
    void connect() {
        fake.mine(3);
        node = JsonRpcNode.connect(proxy.client(LOGIN, PATIENCE, Optional.of(SMALL)), Chain.REGTEST);
    }

    @AfterEach
    void close() {
        proxy.close();
        bitcoind.close();
    }

    @Test
    void withoutAFaultEverythingComesThroughAsItIs() {
        assertEquals(fake.chainInfo(), node.chainInfo());
        assertEquals(fake.header(fake.tip()), node.header(fake.tip()));
        Sha256Hash first = fake.blockHash(1).orElseThrow();
        assertEquals(fake.headers(first, 9), node.headers(first, 9));
        assertArrayEquals(
                fake.block(fake.tip()).orElseThrow(), node.block(fake.tip()).orElseThrow());
        Transaction payment = payment();
        assertEquals(payment.txid(), node.broadcast(payment));
        assertEquals(fake.mempool(), node.mempool());
        assertEquals(Map.of(payment.txid(), payment), node.mempoolTransactions(Set.of(payment.txid())));
    }

    private static Transaction payment() {
        TransactionOutput output = new TransactionOutput(Coin.COIN, Scripts.p2wsh(ByteString.EMPTY));
        Outpoint coin = new Outpoint(Sha256Hash.ZERO_HASH, 5);
        return new Transaction(2, List.of(TransactionInput.unsigned(coin, 0)), List.of(output), 0);
    }

    @ParameterizedTest
    @EnumSource
    void w10W11EachFaultOfACallIsTheFailureThatSaysWhatToDo(FaultKind fault) {
        node.chainInfo();
        proxy.plan(call -> Optional.of(fault));
        Class<? extends RuntimeException> failure = OF_READS.get(fault);
        if (failure == null) {
            ChainInfo answer = node.chainInfo();
            assertEquals(fault != FaultKind.INITIAL_DOWNLOAD, answer.isCaughtUp());
            assertEquals(fake.tip(), answer.bestBlock());
        } else {
            assertInstanceOf(failure, assertThrows(RuntimeException.class, node::chainInfo));
        }
        assertEquals(fault.fits("getblockchaininfo"), proxy.injected(fault) > 0);
        proxy.heal();
        assertEquals(fake.chainInfo(), node.chainInfo());
    }

    /**
     * Through REST, then through RPC: whatever is handed out begins with that header. Its Merkle root tells the rest.
     */
    @ParameterizedTest
    @EnumSource
    void w11NoFaultMakesAnotherBlockOfABlock(FaultKind fault) {
        Sha256Hash asked = fake.tip();
        node.block(fake.ancestor(asked, 1));
        proxy.plan(call -> Optional.of(fault).filter(kind -> call.startsWith("rest/")));
        assertBlockOrFailure(asked);
        proxy.plan(call -> Optional.of(fault));
        assertBlockOrFailure(asked);
        proxy.heal();
        assertArrayEquals(fake.block(asked).orElseThrow(), node.block(asked).orElseThrow());
    }

    private void assertBlockOrFailure(Sha256Hash asked) {
        Optional<byte[]> block;
        try {
            block = node.block(asked);
        } catch (RpcException | WrongChainException failure) {
            return;
        }
        block.ifPresent(bytes -> assertEquals(asked, BlockBytes.hash(bytes)));
    }

    @ParameterizedTest
    @EnumSource(names = {"WITHHELD", "RESET_AFTER", "TRUNCATED"})
    void w10WhatWasSentAndNeverAnsweredIsUnknownAndMayBeSentAgain(FaultKind fault) {
        Transaction payment = payment();
        proxy.plan(call -> Optional.of(fault));
        assertThrows(RpcException.OutcomeUnknown.class, () -> node.broadcast(payment));
        assertEquals(1, proxy.injected(fault));
        assertEquals(Set.of(payment.txid()), fake.mempool().txids());
        proxy.heal();
        assertEquals(payment.txid(), node.broadcast(payment));
        assertEquals(Set.of(payment.txid()), fake.mempool().txids());
    }

    @Test
    void w10WhatWasCutOffBeforeTheNodeHeardOfItIsUnknownTooAndWasNotDone() {
        proxy.plan(call -> Optional.of(FaultKind.RESET));
        assertThrows(RpcException.OutcomeUnknown.class, () -> node.broadcast(payment()));
        assertEquals(Set.of(), fake.mempool().txids());
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE_ANNOUNCED", "HUGE_STREAMED"})
    void w11OfAGigabyteNoMoreIsTakenThanTheCap(FaultKind fault) {
        JsonRpcClient usual = proxy.client(LOGIN, Duration.ofSeconds(30), Optional.empty());
        proxy.plan(call -> Optional.of(fault));
        assertThrows(RpcException.BadReply.class, () -> usual.call("getblockcount"));
        assertTrue(proxy.flooded() < 100_000_000, () -> proxy.flooded() + " bytes");
    }

    @Test
    void w10AShutDoorIsUnavailableAndOneThatOpensAgainIsUsed() {
        proxy.shut();
        assertThrows(RpcException.Unavailable.class, node::chainInfo);
        assertThrows(RpcException.Unavailable.class, () -> node.broadcast(payment()));
        assertEquals(Set.of(), fake.mempool().txids());
        proxy.open();
        assertEquals(fake.chainInfo(), node.chainInfo());
    }

    @Test
    void aStaleAnswerIsTheOneOfBefore() {
        ChainInfo before = node.chainInfo();
        fake.mine(1);
        proxy.plan(call -> Optional.of(FaultKind.STALE));
        assertEquals(before, node.chainInfo());
        proxy.heal();
        assertFalse(before.equals(node.chainInfo()));
    }
}
