package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.node.NodeTroubles;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.MemoryStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoreTroubles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FollowingTest {
    /** Longer than any test: what nobody rings for does not come. */
    private static final Duration WITHOUT_END = Duration.ofDays(1);

    private static final ByteString SCRIPT = ByteString.ofHex("0020" + "07".repeat(32));
    private static final Transaction PAYMENT = new Transaction(
            2,
            List.of(TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {1}), 0), 0)),
            List.of(new TransactionOutput(Coin.COIN, SCRIPT)),
            0);

    /** A watcher that is up to date and follows until it tells of a deposit. */
    private static final class Loop implements WatchListener {
        final FakeBitcoinNode node = new FakeBitcoinNode();
        final List<String> told = new ArrayList<>();
        private final Thread thread = Thread.currentThread();
        private final Watcher watcher;

        /** Calls to the node until the payment is broadcast and its hint rings, right behind the last of them. */
        int callsUntilPaid;

        /** Fails the next call of this method of the store. */
        String failing = "";

        RuntimeException failure = MemoryStore.locked();

        /** What heals the node once it was told of so often. */
        Runnable healing = () -> {};

        int troublesUntilHealed;

        Loop() {
            watcher = Watcher.open(
                    Intercepted.of(BitcoinNode.class, node, (method, arguments, call) -> {
                        Object answer = call.make(arguments);
                        callsUntilPaid--;
                        if (callsUntilPaid == 0) {
                            pay();
                        }
                        return answer;
                    }),
                    Intercepted.of(EscrowStore.class, new MemoryStore(node.genesis()), (method, arguments, call) -> {
                        if (method.equals(failing)) {
                            failing = "";
                            throw failure;
                        }
                        return call.make(arguments);
                    }),
                    InstantSource.fixed(Instant.EPOCH),
                    Optional.of(Runnable::run));
            watcher.watch(List.of(SCRIPT), Birth.now(), "");
            watcher.catchUp();
        }

        void pay() {
            node.broadcast(PAYMENT);
            watcher.doorbell().ring(Hint.MEMPOOL);
        }

        Set<WatcherHealth.Alarm> alarms() {
            return watcher.health().alarms();
        }

        int callsOfAPoll() {
            callsUntilPaid = 0;
            watcher.poll();
            return -callsUntilPaid;
        }

        void follow(Duration silence) {
            assertThrows(
                    InterruptedException.class,
                    () -> following(silence, WITHOUT_END).run());
            assertFalse(Thread.interrupted());
        }

        Following following(Duration silence, Duration patience) {
            return new Following(watcher, () -> watcher.deliver("books", this::onEvent), this, silence, patience);
        }

        @Override
        public void onEvent(DepositEvent event) {
            told.add(event.change().getClass().getSimpleName());
            thread.interrupt();
        }

        @Override
        public void onTrouble(RuntimeException trouble) {
            told.add(trouble.getClass().getSimpleName());
            troublesUntilHealed--;
            if (troublesUntilHealed == 0) {
                healing.run();
            }
        }
    }

    @Test
    void w8_whatRingsBehindAnyCallOfAPollIsToldOfBeforeSilenceEnds() throws InterruptedException {
        int calls = new Loop().callsOfAPoll();
        assertTrue(calls >= 3, calls + " calls");
        for (int call = 1; call <= calls; call++) {
            Loop loop = new Loop();
            loop.watcher.doorbell().await(Duration.ZERO);
            loop.callsUntilPaid = call;
            loop.follow(WITHOUT_END);
            assertEquals(List.of("Seen"), loop.told, "call " + call + " of " + calls);
        }
    }

    @Test
    void w8_whatNobodyRingsForIsToldOfAfterSilence() {
        Loop loop = new Loop();
        loop.node.broadcast(PAYMENT);
        loop.follow(Duration.ofMillis(1));
        assertEquals(List.of("Seen"), loop.told);
    }

    @Test
    void w10_aNodeThatDoesNotAnswerIsToldOfAndAskedAgain() {
        Loop loop = new Loop();
        loop.pay();
        loop.node.before(method -> {
            loop.node.before(next -> {});
            throw new RpcException.Unavailable(method, "nobody is there", null);
        });
        loop.follow(Duration.ofMillis(1));
        assertEquals(List.of("Unavailable", "Seen"), loop.told);
    }

    @Test
    void w12_aNodeOnAnotherChainIsToldOfWithAnAlarmAndWaitedForWhateverThePatience() {
        Loop loop = new Loop();
        loop.pay();
        loop.node.before(method -> {
            throw NodeTroubles.wrongChain();
        });
        loop.troublesUntilHealed = 3;
        loop.healing = () -> {
            assertTrue(loop.alarms().contains(WatcherHealth.Alarm.WRONG_CHAIN));
            loop.node.before(method -> {});
        };
        assertThrows(
                InterruptedException.class,
                () -> loop.following(Duration.ofMillis(1), Duration.ZERO).run());
        assertEquals(List.of("WrongChainException", "WrongChainException", "WrongChainException", "Seen"), loop.told);
        assertFalse(loop.alarms().contains(WatcherHealth.Alarm.WRONG_CHAIN));
    }

    @Test
    void w13_whatANodeSaysToBePrunedInPassingIsToldOfWithAnAlarmAndAskedForAgain() {
        Loop loop = new Loop();
        loop.node.mine(3);
        loop.node.prune(3);
        loop.pay();
        loop.troublesUntilHealed = 2;
        loop.healing = () -> {
            assertTrue(loop.alarms().contains(WatcherHealth.Alarm.CANNOT_GO_ON));
            loop.node.prune(0);
        };
        loop.follow(Duration.ofMillis(1));
        assertEquals(List.of("Pruned", "Pruned", "Seen"), loop.told);
        assertFalse(loop.alarms().contains(WatcherHealth.Alarm.CANNOT_GO_ON));
    }

    @Test
    void w13_blocksThatStayPrunedEndTheFollowingOncePatienceIsOver() {
        Loop loop = new Loop();
        loop.node.mine(3);
        loop.node.prune(3);
        FollowException.Pruned gap = assertThrows(
                FollowException.Pruned.class,
                () -> loop.following(Duration.ofMillis(1), Duration.ofMillis(20))
                        .run());
        assertEquals(List.of(1, 2), List.of(gap.lowest(), gap.highest()));
        assertFalse(loop.told.isEmpty());
        assertEquals(Set.of("Pruned"), Set.copyOf(loop.told));
        assertEquals(0, loop.watcher.ledger().tip().height());
    }

    @Test
    void w2_aReorgTooDeepIsToldOfAndEndsTheFollowingOncePatienceIsOver() {
        Loop loop = new Loop();
        loop.node.mine(300);
        loop.watcher.catchUp();
        Sha256Hash ours = loop.node.tip();
        Sha256Hash rival = loop.node.grow(loop.node.genesis(), 301);
        loop.node.moveTo(rival);
        assertThrows(
                FollowException.ReorgTooDeep.class,
                () -> loop.following(Duration.ofMillis(1), Duration.ZERO).run());
        assertEquals(ours, loop.watcher.ledger().tip().hash());
        loop.troublesUntilHealed = 1;
        loop.healing = () -> loop.node.moveTo(ours);
        loop.pay();
        loop.told.clear();
        loop.follow(Duration.ofMillis(1));
        assertEquals(List.of("ReorgTooDeep", "Seen"), loop.told);
    }

    @Test
    void w3_aStoreThatCannotWriteNowIsToldOfAndGivenTheStepAgain() {
        List<RuntimeException> passing = List.of(MemoryStore.locked(), MemoryStore.failed(), StoreTroubles.diskFull());
        for (RuntimeException failure : passing) {
            String trouble = failure.getClass().getSimpleName();
            assertEquals(List.of(trouble, "Seen"), toldWhereFails("commit", failure));
            assertEquals(List.of(trouble, "Seen"), toldWhereFails("events", failure));
            assertEquals(List.of("Seen", trouble), toldWhereFails("acknowledge", failure));
        }
    }

    private static List<String> toldWhereFails(String method, RuntimeException failure) {
        Loop loop = new Loop();
        loop.pay();
        loop.failing = method;
        loop.failure = failure;
        loop.follow(Duration.ofMillis(1));
        return loop.told;
    }

    @Test
    void aStoreThatTakesAPersonToMendEndsTheFollowing() {
        Loop loop = new Loop();
        loop.pay();
        loop.failing = "commit";
        loop.failure = StoreTroubles.corrupt();
        assertInstanceOf(
                StoreException.Corrupt.class,
                assertThrows(StoreException.class, () -> loop.watcher.follow("books", loop)));
        assertEquals(List.of(), loop.told);
    }
}
