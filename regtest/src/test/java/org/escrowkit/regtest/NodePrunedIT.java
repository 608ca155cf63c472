package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bitcoind that throws blocks away, which the test kit's own nodes never do; as a process only. */
@Timeout(300)
class NodePrunedIT {
    private static final int BLOCKS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void w13_aPrunedNodeIsAskedForNothingItLacksAndTheGapIsNamed() {
        try (PrunedNode pruned = PrunedNode.start()) {
            pruned.mine(BLOCKS);
            JsonRpcNode node = JsonRpcNode.connect(pruned.rpc(), Chain.REGTEST);
            Sha256Hash genesis = Chain.REGTEST.genesis();
            try (ChainFollower behind = ChainFollower.startingAt(node, genesis)) {
                TipUpdate first = behind.poll();
                behind.commit(first);
                int cursor = behind.cursor().height();

                pruned.rpc().call("pruneblockchain", BLOCKS - 300);
                int kept = node.chainInfo().pruneHeight().orElseThrow();
                assertTrue(kept > cursor + 100, "pruned only up to " + kept);
                FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, behind::poll);
                assertEquals(List.of(cursor + 1, kept - 1), List.of(gap.lowest(), gap.highest()));
                assertEquals(cursor, behind.cursor().height());

                Sha256Hash missing = node.blockHash(kept - 1).orElseThrow();
                RpcException.Rejected no = assertThrows(RpcException.Rejected.class, () -> node.block(missing));
                assertEquals(-1, no.code());
                assertTrue(no.reason().contains("pruned"), no.reason());
            }
            Sha256Hash lowestKept =
                    node.blockHash(node.chainInfo().pruneHeight().orElseThrow()).orElseThrow();
            assertTrue(node.block(lowestKept).isPresent());
            try (ChainFollower near = ChainFollower.startingAt(node, lowestKept)) {
                assertTrue(near.poll() instanceof TipUpdate.Extended);
            }
        }
    }

    @Test
    void w13_aWatcherNamesTheGapThatItCannotCrossAndMovesNothing() {
        try (PrunedNode pruned = PrunedNode.start()) {
            pruned.mine(10);
            JsonRpcNode node = JsonRpcNode.connect(pruned.rpc(), Chain.REGTEST);
            Path file = directory.resolve("behind.db");
            Watcher.open(node, file).close();
            pruned.mine(BLOCKS);
            pruned.rpc().call("pruneblockchain", BLOCKS - 300);
            int kept = node.chainInfo().pruneHeight().orElseThrow();
            try (Watcher behind = Watcher.open(node, file)) {
                for (int poll = 0; poll < 2; poll++) {
                    FollowException.Pruned gap = assertThrows(FollowException.Pruned.class, behind::poll);
                    assertEquals(List.of(11, kept - 1), List.of(gap.lowest(), gap.highest()));
                    assertEquals(10, behind.ledger().tip().height());
                }
            }
        }
    }

    @Test
    void w14_aWatcherNamesTheOldBlocksThatAreGoneAndKeepsUpWithNewOnes() {
        try (PrunedNode pruned = PrunedNode.start()) {
            pruned.mine(BLOCKS);
            JsonRpcNode node = JsonRpcNode.connect(pruned.rpc(), Chain.REGTEST);
            pruned.rpc().call("pruneblockchain", BLOCKS - 300);
            int kept = node.chainInfo().pruneHeight().orElseThrow();
            try (Watcher watcher = Watcher.temporary(node)) {
                List<ByteString> script = List.of(Scripts.of(pruned.rewarded()));
                watcher.watch(script, Birth.atHeight(5), "late");
                for (int more = 1; more <= 2; more++) {
                    pruned.mine(1);
                    var gap = assertInstanceOf(WatchStatus.OldBlocksPruned.class, watcher.catchUp());
                    assertEquals(List.of(5, kept - 1), List.of(gap.lowest(), gap.highest()));
                    assertEquals(BLOCKS + more, watcher.ledger().tip().height());
                    assertEquals(more, watcher.ledger().deposits(script.get(0)).size());
                }
            }
        }
    }
}
