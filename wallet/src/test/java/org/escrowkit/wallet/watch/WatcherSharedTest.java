package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W16: two watchers in front of one store. */
class WatcherSharedTest {
    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final List<Watcher> open = new ArrayList<>();
    private boolean nodeDown;
    private StorePlace place = new StorePlace("");
    private int coins;

    @BeforeEach
    void aChain() {
        node.mine(10);
        place = TestDatabase.POSTGRES.place(directory, "shared watchers");
        place.prepare();
    }

    @AfterEach
    void close() {
        open.forEach(Watcher::close);
    }

    @Test
    void w14WhatIsRegisteredOnStandbyIsFoundInTheVeryNextBlockAndInTheMempool() {
        Watcher leader = open("leader", node);
        Watcher standby = open("standby", node);
        leader.catchUp();
        assertInstanceOf(WatchStatus.StandingBy.class, standby.poll());
        standby.watch(List.of(script(1)), Birth.now(), "loan 1");
        node.mine(List.of(payment(1)));
        leader.catchUp();
        assertEquals(1, leader.ledger().deposits(script(1)).size());
        assertEquals(leader.ledger(), standby.ledger());
        standby.watch(List.of(script(2)), Birth.now(), "loan 2");
        node.submit(payment(2));
        leader.catchUp();
        assertEquals(1, standby.ledger().deposits(script(2)).size());
    }

    @Test
    void w16AStandbyTakesOverWhereTheLeaderWasAndThatOneStandsBy() {
        Watcher first = open("first", node);
        Watcher second = open("second", node);
        first.watch(List.of(script(1)), Birth.now(), "loan 1");
        node.mine(List.of(payment(1)));
        first.catchUp();
        place.endLease();
        node.mine(List.of(payment(1)));
        second.catchUp();
        WatchStatus.StandingBy status = assertInstanceOf(WatchStatus.StandingBy.class, first.poll());
        assertTrue(status.leader().startsWith("second "), status.leader());
        assertEquals(node.tip(), status.cursor().hash());
        assertEquals(2, second.ledger().deposits(script(1)).size());
        assertEquals(2, first.deliver("loans", event -> {}));
    }

    @Test
    void w16WhoseNodeDoesNotAnswerNeitherKeepsTheLeadNorTakesIt() {
        Watcher first = open("first", Intercepted.of(BitcoinNode.class, node, (method, arguments, call) -> {
            if (nodeDown) {
                throw new RpcException.BadReply(method, "the node is down");
            }
            return call.make(arguments);
        }));
        Watcher second = open("second", node);
        first.catchUp();
        nodeDown = true;
        assertThrows(RpcException.class, first::poll);
        place.endLease();
        assertThrows(RpcException.class, first::poll);
        assertInstanceOf(WatchStatus.Current.class, second.catchUp());
        nodeDown = false;
        assertInstanceOf(WatchStatus.StandingBy.class, first.poll());
        nodeDown = true;
        place.endLease();
        assertThrows(RpcException.class, first::poll);
        assertInstanceOf(WatchStatus.Current.class, second.catchUp());
    }

    @Test
    void w16WhoseNodeHasPrunedWhatComesNextLeavesTheLeadToOneWhoseNodeHasIt() {
        AtomicInteger pruned = new AtomicInteger();
        Watcher first = open("first", Intercepted.of(BitcoinNode.class, node, (method, arguments, call) -> {
            node.prune(pruned.get());
            try {
                return call.make(arguments);
            } finally {
                node.prune(0);
            }
        }));
        Watcher second = open("second", node);
        first.catchUp();
        assertInstanceOf(WatchStatus.StandingBy.class, second.poll());
        node.mine(5);
        pruned.set(14);
        assertThrows(FollowException.Pruned.class, first::poll);
        assertInstanceOf(WatchStatus.Current.class, second.catchUp());
        assertInstanceOf(WatchStatus.StandingBy.class, first.poll());
        // Alone again, and nothing is missing any more.
        second.close();
        assertInstanceOf(WatchStatus.Current.class, first.catchUp());
    }

    /** As one that was stopped in the middle of a commit does, until the server ends its transaction. */
    @Test
    void w16AWatcherOpensWhileTheLeaderHoldsWhatItWritesAndTakesOverLater() throws SQLException {
        open("leader", node).catchUp();
        try (Connection other = DriverManager.getConnection(place.address());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM lease FOR UPDATE");
            statement.execute("SELECT * FROM store FOR UPDATE");
            Watcher second = open("second", node);
            assertEquals(node.tip(), second.ledger().tip().hash());
            assertInstanceOf(WatchStatus.StandingBy.class, second.poll());
            other.rollback();
            place.endLease();
            assertInstanceOf(WatchStatus.Current.class, second.catchUp());
        }
    }

    @Test
    void w5PartsOfAConsumerWorkAtOnceAndEachHasAllOfItsScriptsInOrder() throws Exception {
        Watcher leader = open("leader", node);
        Watcher standby = open("standby", node);
        List<ByteString> scripts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            scripts.add(script(i));
        }
        leader.watch(scripts, Birth.now(), "loans");
        int parts = 4;
        ExecutorService threads = Executors.newFixedThreadPool(parts);
        try {
            // One part has its first look before anything happens, one after all is over and trimmed.
            leader.deliver("loans", 0, parts, event -> {});
            Map<Integer, List<DepositEvent>> got = new HashMap<>();
            for (int round = 0; round < 5; round++) {
                List<Transaction> block = new ArrayList<>();
                for (int i = 0; i < scripts.size(); i++) {
                    block.add(payment(i));
                }
                node.mine(block);
                leader.catchUp();
                deliver(leader, standby, threads, parts - 1, got);
                standby.trim();
            }
            assertEquals(
                    200,
                    delivered(got)
                            + standby.deliver(
                                    "loans",
                                    parts - 1,
                                    parts,
                                    event -> got.computeIfAbsent(parts - 1, unused -> new ArrayList<>())
                                            .add(event)));
            assertEquals(200, leader.trim());
            Set<ByteString> seen = new HashSet<>();
            for (List<DepositEvent> part : got.values()) {
                Set<ByteString> ofPart = new HashSet<>();
                long last = 0;
                for (DepositEvent event : part) {
                    assertTrue(event.sequence() > last);
                    last = event.sequence();
                    ofPart.add(event.change().deposit().scriptPubKey());
                }
                assertEquals(ofPart.size() * 5, part.size());
                ofPart.forEach(script -> assertTrue(seen.add(script), "in two parts: " + script));
            }
            assertEquals(new HashSet<>(scripts), seen);
        } finally {
            threads.shutdown();
        }
    }

    private static int delivered(Map<Integer, List<DepositEvent>> got) {
        return got.values().stream().mapToInt(List::size).sum();
    }

    private static void deliver(
            Watcher leader, Watcher standby, ExecutorService threads, int parts, Map<Integer, List<DepositEvent>> got)
            throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<DepositEvent> mine = got.computeIfAbsent(part, unused -> new ArrayList<>());
            Watcher watcher = part % 2 == 0 ? leader : standby;
            int number = part;
            all.add(threads.submit(() -> watcher.deliver("loans", number, parts + 1, mine::add)));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private Watcher open(String name, BitcoinNode with) {
        EscrowStore store = StorePlace.share(place.address(), node.genesis(), name, LEASE, sql -> {});
        Watcher watcher = Watcher.open(with, store, InstantSource.fixed(Instant.EPOCH), Optional.of(Runnable::run));
        open.add(watcher);
        return watcher;
    }

    private static ByteString script(int seed) {
        byte[] script = new byte[34];
        script[1] = 32;
        script[2] = (byte) seed;
        return ByteString.of(script);
    }

    private Transaction payment(int seed) {
        coins++;
        Outpoint coin = new Outpoint(Sha256Hash.of(new byte[] {(byte) coins, (byte) (coins >> 8)}), 0);
        return new Transaction(
                2,
                List.of(TransactionInput.unsigned(coin, 0)),
                List.of(new TransactionOutput(Coin.COIN, script(seed))),
                0);
    }
}
