package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.OwnPostgres;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StorePlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** W3, W16: the database server goes away under a watcher that follows, in the middle of a commit, and comes back. */
@Timeout(300)
class DatabaseRestartTest {
    private static final ByteString SCRIPT = ByteString.ofHex("0020" + "08".repeat(32));
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** The statements before which the server goes: the outcome is unknown before the one, and lost after the other. */
    private static final List<String> MOMENTS = List.of("COMMIT", "the next, after COMMIT");

    @TempDir
    Path directory;

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final List<String> troubles = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private int coins;

    /** What comes before the next statement of this text; and never again. */
    private String moment = "";

    private Runnable then = () -> {};

    @Test
    void w16AServerThatIsStoppedOrKilledIsWaitedForAndEachDepositIsRecordedOnce() throws InterruptedException {
        try (OwnPostgres server = new OwnPostgres(directory.resolve("data"));
                Watcher watcher = open(server.create("watched"))) {
            watcher.watch(List.of(SCRIPT), Birth.now(), "loan");
            List<Consumer<OwnPostgres>> ends = List.of(OwnPostgres::stop, OwnPostgres::kill);
            int expected = 0;
            for (Consumer<OwnPostgres> end : ends) {
                for (String at : MOMENTS) {
                    pay();
                    moment = at;
                    then = () -> end.accept(server);
                    expected++;
                    followUntilTold(watcher, expected, server);
                    assertTrue(troubles.contains("Unreachable"), at + ": " + troubles);
                    troubles.clear();
                }
            }
            assertEquals(expected, watcher.ledger().deposits(SCRIPT).size());
            assertEquals(expected, told.stream().distinct().count(), told::toString);
            assertEquals(node.tip(), watcher.ledger().tip().hash());
        }
    }

    private Watcher open(String url) {
        return Watcher.open(
                node,
                StorePlace.share(url, node.genesis(), "the one", LEASE, this::beforeStatement),
                InstantSource.fixed(Instant.EPOCH),
                Optional.of(Runnable::run));
    }

    private void beforeStatement(String sql) {
        if (sql.equals(moment)) {
            moment = "";
            then.run();
        }
    }

    private void pay() {
        coins++;
        Transaction payment = new Transaction(
                2,
                List.of(TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {(byte) coins}), 0), 0)),
                List.of(new TransactionOutput(Coin.COIN, SCRIPT)),
                0);
        node.mine(List.of(payment));
    }

    /** The server comes back when the listener hears that it is gone. */
    private void followUntilTold(Watcher watcher, int deposits, OwnPostgres server) throws InterruptedException {
        Thread thread = Thread.currentThread();
        boolean[] back = {false};
        WatchListener listener = new WatchListener() {
            @Override
            public void onEvent(DepositEvent event) {
                told.add(event.id().toString());
                if (told.stream().distinct().count() == deposits && back[0]) {
                    thread.interrupt();
                }
            }

            @Override
            public void onStatus(WatchStatus status) {
                if (told.stream().distinct().count() == deposits && back[0]) {
                    thread.interrupt();
                }
            }

            @Override
            public void onTrouble(RuntimeException trouble) {
                assertTrue(((StoreException) trouble).canPass(), trouble::toString);
                troubles.add(trouble.getClass().getSimpleName());
                if (!back[0]) {
                    back[0] = true;
                    server.startAgain();
                }
            }
        };
        try {
            new Following(
                            watcher,
                            () -> watcher.deliver("loans", listener::onEvent),
                            listener,
                            Duration.ofMillis(20),
                            LEASE)
                    .run();
        } catch (InterruptedException wanted) {
            return;
        }
    }
}
