package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.TipUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bitcoind that throws blocks away, which the test kit's own nodes never do; as a process only. */
@Timeout(300)
class NodePrunedIT {
    private static final int BLOCKS = 1_000;

    private record Pruned(BitcoindProcess process, JsonRpcClient rpc) {}

    /** Blocks in small files, pruned when asked to. */
    private static Pruned start() {
        Ports ports = Ports.free();
        BitcoindFlags common = BitcoindFlags.create("tcp://127.0.0.1:" + ports.zmq());
        List<String> flags = new ArrayList<>(common.flags());
        flags.remove("-txindex");
        flags.addAll(List.of(
                "-prune=1", "-fastprune", "-rpcbind=127.0.0.1", "-rpcallowip=127.0.0.1", "-rpcport=" + ports.rpc()));
        Path program = LocalBitcoind.find(System.err::println);
        BitcoindProcess process = BitcoindProcess.spawn(program, flags);
        try {
            JsonRpcClient rpc = Access.of("127.0.0.1", ports.rpc(), ports.zmq(), common.credentials())
                    .rpc();
            Readiness.await(rpc, process::isAlive);
            return new Pruned(process, rpc);
        } catch (RuntimeException e) {
            String log = process.log();
            process.close();
            throw new IllegalStateException("bitcoind -prune: " + LogTail.of(log), e);
        }
    }

    @Test
    void w13_aPrunedNodeIsAskedForNothingItLacksAndTheGapIsNamed() {
        Pruned pruned = start();
        try (BitcoindProcess process = pruned.process()) {
            assertTrue(process.isAlive());
            SegwitAddress address = SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, new byte[20]);
            pruned.rpc().call("generatetoaddress", BLOCKS, address.toString());
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
}
