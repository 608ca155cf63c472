package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherTest {
    private static final InstantSource EPOCH = InstantSource.fixed(Instant.EPOCH);
    private static final String BOOKS = "books";

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private int coins;

    @TempDir
    private Path directory;

    private Watcher watcher;

    @BeforeEach
    void open() {
        if (watcher == null) {
            node.mine(10);
        }
        watcher = Watcher.open(
                node, SqliteStore.open(directory.resolve("watch.db"), node.genesis()), EPOCH, Optional.empty());
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private void reopen() {
        close();
        open();
    }

    private static ByteString script(int seed) {
        byte[] script = new byte[34];
        script[1] = 32;
        script[2] = (byte) seed;
        return ByteString.of(script);
    }

    private Transaction payment(int seed) {
        return spending(new Outpoint(Sha256Hash.of(new byte[] {(byte) ++coins}), 0), script(seed));
    }

    private static Transaction spending(Outpoint coin, ByteString script) {
        TransactionOutput output = new TransactionOutput(Coin.COIN, script);
        return new Transaction(2, List.of(TransactionInput.unsigned(coin, 0)), List.of(output), 0);
    }

    private void mine(Transaction... transactions) {
        node.moveTo(node.add(node.tip(), 1, List.of(transactions)));
    }

    private void watch(int seed, Birth birth) {
        watcher.watch(List.of(script(seed)), birth, "loan " + seed);
    }

    private List<String> deliver() {
        List<String> events = new ArrayList<>();
        watcher.deliver(BOOKS, event -> events.add(event.change().getClass().getSimpleName()));
        return events;
    }

    @Test
    void aDepositIsToldOfFromTheMempoolToItsSpend() {
        watch(1, Birth.now());
        assertInstanceOf(WatchStatus.Current.class, watcher.catchUp());
        Transaction deposit = payment(1);
        node.broadcast(deposit);
        watcher.catchUp();
        assertEquals(List.of("Seen"), deliver());
        node.evict(deposit.txid());
        mine(deposit);
        watcher.catchUp();
        assertEquals(List.of("Confirmed"), deliver());
        mine(spending(deposit.outpoint(0), script(2)));
        watcher.catchUp();
        assertEquals(List.of("SpentBy"), deliver());
        assertEquals(List.of(), deliver());
        assertEquals("loan 1", watcher.watched(script(1)).orElseThrow().label());
    }

    @Test
    void w3AWatcherThatIsOpenedAgainGoesOnWhereItWas() {
        watch(1, Birth.now());
        mine(payment(1));
        watcher.catchUp();
        reopen();
        mine(payment(1));
        reopen();
        watcher.catchUp();
        assertEquals(2, watcher.ledger().deposits(script(1)).size());
        assertEquals(List.of("Confirmed", "Confirmed"), deliver());
        assertEquals(2, watcher.trim());
        assertEquals(List.of(), deliver());
    }

    @Test
    void w14AScriptThatComesLateIsLookedForInOldBlocksAndWhatSpentItToo() {
        Transaction deposit = payment(1);
        mine(deposit);
        int birth = node.row(node.tip()).height();
        node.mine(100);
        mine(spending(deposit.outpoint(0), script(9)));
        node.mine(50);
        watcher.catchUp();
        watch(1, Birth.atHeight(birth + 1));
        watcher.catchUp();
        assertEquals(List.of(), deliver());
        watch(1, Birth.atHeight(birth));
        assertInstanceOf(WatchStatus.Backfilling.class, watcher.poll());
        reopen();
        watcher.catchUp();
        assertEquals(List.of("Confirmed", "SpentBy"), deliver());
        watch(1, Birth.atHeight(birth));
        watcher.catchUp();
        assertEquals(List.of(), deliver());
    }

    @Test
    void w14ATransactionThatWaitedInTheMempoolBeforeItsScriptWasWatchedIsSeen() {
        Transaction deposit = payment(1);
        node.broadcast(deposit);
        node.broadcast(spending(deposit.outpoint(0), script(9)));
        watcher.catchUp();
        watch(1, Birth.now());
        watcher.catchUp();
        assertEquals(List.of("Seen", "SpentBy"), deliver());
    }

    @Test
    void w5AHandlerThatFailsGetsItsEventAgainUnderTheSameId() {
        watch(1, Birth.now());
        mine(payment(1), payment(1), payment(1));
        watcher.catchUp();
        List<DepositEvent> told = new ArrayList<>();
        assertThrows(
                IllegalStateException.class,
                () -> watcher.deliver(BOOKS, event -> {
                    told.add(event);
                    if (told.size() == 2) {
                        throw new IllegalStateException("the books are closed");
                    }
                }));
        reopen();
        assertEquals(2, watcher.deliver(BOOKS, told::add));
        assertEquals(
                List.of(1L, 2L, 2L, 3L),
                told.stream().map(DepositEvent::sequence).toList());
        Set<String> ids = new HashSet<>();
        told.forEach(event -> ids.add(event.id()));
        assertEquals(3, ids.size());
    }

    @Test
    void w2ANodeThatFellBackIsNamedAndRevokesNothing() {
        watch(1, Birth.now());
        mine(payment(1));
        watcher.catchUp();
        node.crashTo(5);
        assertInstanceOf(WatchStatus.NodeBehind.class, watcher.catchUp());
        assertEquals(List.of("Confirmed"), deliver());
    }

    @Test
    void w1AReorgOfTheBlockThatTheWatcherStartedWithIsOneLikeAnyOther() {
        watch(1, Birth.now());
        node.moveTo(node.ancestor(node.tip(), 5));
        mine(payment(1));
        node.mine(10);
        watcher.catchUp();
        assertEquals(List.of("Confirmed"), deliver());
    }

    @Test
    void w12AStoreOfAnotherChainIsRefused() {
        close();
        Path file = directory.resolve("other.db");
        try (EscrowStore store = SqliteStore.open(file, Sha256Hash.of(new byte[1]))) {
            assertThrows(StoreException.WrongChain.class, () -> Watcher.open(node, store));
        }
        assertThrows(StoreException.WrongChain.class, () -> Watcher.open(node, file));
        SqliteStore.open(file, Sha256Hash.of(new byte[1])).close();
    }

    @Test
    void followingDeliversUntilItIsInterrupted() throws InterruptedException {
        watch(1, Birth.now());
        mine(payment(1));
        List<DepositChange> told = new ArrayList<>();
        Thread here = Thread.currentThread();
        WatchListener listener = event -> {
            told.add(event.change());
            here.interrupt();
        };
        assertThrows(InterruptedException.class, () -> watcher.follow(BOOKS, listener));
        assertInstanceOf(DepositChange.Confirmed.class, told.get(0));
        assertTrue(!Thread.interrupted());
    }

    @Test
    void followingEndsWhenItIsInterruptedWhileThereIsWorkToDo() {
        node.mine(100);
        List<WatchStatus> told = new ArrayList<>();
        Thread here = Thread.currentThread();
        WatchListener listener = new WatchListener() {
            @Override
            public void onEvent(DepositEvent event) {}

            @Override
            public void onStatus(WatchStatus status) {
                told.add(status);
                here.interrupt();
                watcher.doorbell().ring(Hint.CHAIN);
            }
        };
        assertThrows(InterruptedException.class, () -> watcher.follow(BOOKS, listener));
        assertEquals(1, told.size());
        assertInstanceOf(WatchStatus.CatchingUp.class, told.get(0));
        assertTrue(!Thread.interrupted());
    }
}
