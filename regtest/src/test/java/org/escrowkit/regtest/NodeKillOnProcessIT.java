package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bitcoind is killed in the middle of its churn while a watcher polls it. It comes back with another cookie, without
 * its mempool, and at the block that it flushed last; then it gets the same chain back, or goes another way (family 2).
 */
@Timeout(7_200)
class NodeKillOnProcessIT extends OnNode {
    /** More of them for those who have time: {@code -Descrowkit.kills=100 -Descrowkit.seed=100}. */
    private static final int KILLS = Integer.getInteger("escrowkit.kills", 4);

    private static final long SEED = Long.getLong("escrowkit.seed", 0);
    private static final int SCRIPTS = 24;
    private static final int MOVES = 8;

    /** Blocks below the flushed one that a reorg may have changed since. */
    private static final int DEEPEST = 20;

    /** What bitcoind says of a block that it has, or that is not on the best chain. */
    private static final Set<String> NO_FAULT = Set.of("inconclusive", "duplicate", "duplicate-inconclusive");

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final List<DepositEvent> events = new ArrayList<>();
    private @Nullable RealScenarioNode real;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    private RealScenarioNode real() {
        return Objects.requireNonNull(real);
    }

    private ProcessNode process() {
        return (ProcessNode) node();
    }

    @Test
    void w2W10ANodeThatIsKilledAmidItsChurnRevokesNothingUnlessItGoesAnotherWay() throws InterruptedException {
        RpcCredentials cookie =
                RpcCredentials.cookie(process().process().folder().resolve("regtest/.cookie"));
        JsonRpcClient client = JsonRpcClient.of(node().rpcEndpoint(), cookie);
        int held = 0;
        int revoked = 0;
        try (Watcher watcher =
                Watcher.open(JsonRpcNode.connect(client, Chain.REGTEST), directory.resolve("kills.db"))) {
            List<ByteString> scripts =
                    Stream.generate(real()::script).limit(SCRIPTS).toList();
            watcher.watch(scripts, Birth.now(), "loan");
            List<WatchedScript> watched = scripts.stream()
                    .map(script -> watcher.watched(script).orElseThrow())
                    .toList();
            FaultChurn churn = new FaultChurn(real(), scripts, SEED);
            while (churn.transactions() == 0) {
                churn.move();
            }
            for (int kill = 0; kill < KILLS; kill++) {
                move(churn, watcher);
                judge(watcher, watched);
                node().rpc().call("gettxoutsetinfo", "none");
                move(churn, watcher);
                // What is lost cannot be asked about any more; and to ask for what is unspent would be to flush.
                NodeAudit audit = new NodeAudit(node().rpc());
                audit.events(events);
                audit.ledger(watcher.ledger(), watched);
                events.clear();
                Sha256Hash tip = real().tip();
                int height = real().height();
                List<String> lost = blocks(height - DEEPEST - MOVES);
                kill(watcher);
                held += holds(watcher, tip) ? 1 : 0;
                if (kill % 2 == 0) {
                    lost.forEach(this::submit);
                    assertEquals(tip, real().tip());
                    look(watcher);
                    assertEquals(List.of(), FaultRun.confirmed(events), () -> "seed " + SEED);
                } else {
                    while (real().height() <= height) {
                        real().mineOn(real().tip(), real().height() + 1, real().script(), List.of());
                    }
                    look(watcher);
                    revoked++;
                }
                judge(watcher, watched);
            }
        }
        assertTrue(held > 0);
        System.out.printf(
                "bitcoind killed %d times, from seed %d on: %d times below the watcher's block, another chain %d times%n",
                KILLS, SEED, held, revoked);
    }

    private void move(FaultChurn churn, Watcher watcher) {
        for (int move = 1 + random.nextInt(MOVES); move > 0; move--) {
            churn.move();
            look(watcher);
        }
    }

    private void look(Watcher watcher) {
        Sha256Hash tip = real().tip();
        assertEquals(tip, watcher.catchUp().cursor().hash(), () -> "seed " + SEED);
        watcher.deliver("books", events::add);
    }

    /** Of the best chain, from this height on. */
    private List<String> blocks(int from) {
        List<String> blocks = new ArrayList<>();
        for (int height = from; height <= real().height(); height++) {
            String hash = node().rpc().call("getblockhash", height).asString();
            blocks.add(node().rpc().call("getblock", hash, 0).asString());
        }
        return blocks;
    }

    private void submit(String block) {
        JsonValue fault = node().rpc().call("submitblock", block);
        assertTrue(fault.isNull() || NO_FAULT.contains(fault.asString()), fault::toJson);
    }

    /** While the watcher polls, in the middle of whatever it asks. */
    private void kill(Watcher watcher) throws InterruptedException {
        Thread killer = new Thread(process()::kill, "escrowkit-kill");
        killer.start();
        try {
            while (true) {
                watcher.poll();
            }
        } catch (RpcException.Unavailable down) {
            killer.join();
        }
        process().startAgain();
    }

    /** The very first poll reads the new cookie, and changes nothing. */
    private boolean holds(Watcher watcher, Sha256Hash tip) {
        WatchStatus status = watcher.poll();
        assertEquals(tip, status.cursor().hash(), () -> "seed " + SEED);
        if (real().tip().equals(tip)) {
            return false;
        }
        assertInstanceOf(WatchStatus.NodeBehind.class, status, () -> "seed " + SEED);
        return true;
    }

    /** By the node's own word. */
    private void judge(Watcher watcher, List<WatchedScript> watched) {
        real().audit(watcher.ledger(), watched, events);
        events.clear();
    }
}
