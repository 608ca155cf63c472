package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.BirthHeight;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.ChainBlock;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.Doorbell;
import org.escrowkit.wallet.node.Hint;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.MempoolFollower;
import org.escrowkit.wallet.node.MempoolUpdate;
import org.escrowkit.wallet.node.NodeStatus;
import org.escrowkit.wallet.node.OldBlocks;
import org.escrowkit.wallet.node.TipUpdate;
import org.escrowkit.wallet.node.ZmqHints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following a real node: its blocks by REST and by RPC, its mempool, and its hints. */
@Timeout(300)
abstract class NodeFollowContract extends OnNode {
    private static final int BLOCKS = 320;

    private @Nullable RegtestChain funded;

    @Override
    void prepare() {
        funded = RegtestChain.funded(node());
        chain().mine(BLOCKS - chain().height());
    }

    private RegtestChain chain() {
        return Objects.requireNonNull(funded);
    }

    private JsonRpcNode byRest() {
        JsonRpcNode node = JsonRpcNode.connect(node().rpc(), Chain.REGTEST);
        assertTrue(node.usesRest());
        return node;
    }

    private List<ChainBlock> log(BitcoinNode node, Sha256Hash start) {
        List<ChainBlock> log = new ArrayList<>();
        try (ChainFollower follower = ChainFollower.startingAt(node, start)) {
            follow(follower, log);
        }
        return log;
    }

    private static void follow(ChainFollower follower, List<ChainBlock> log) {
        for (TipUpdate update = follower.poll(); !(update instanceof TipUpdate.Same); update = follower.poll()) {
            if (update instanceof TipUpdate.Reorged reorged) {
                reorged.disconnected()
                        .forEach(row ->
                                assertEquals(row, log.remove(log.size() - 1).row()));
                log.addAll(reorged.connected());
            } else {
                log.addAll(assertInstanceOf(TipUpdate.Extended.class, update).connected());
            }
            follower.commit(update);
        }
    }

    @Test
    void w1_w11_catchingUpByRestAndByRpcGivesTheSameBlocksWithTheWorkThatTheNodeCounts() {
        for (int i = 0; i < 5; i++) {
            chain().pay(chain().newAddress(), Coin.CENT);
        }
        chain().mine(2);
        Sha256Hash genesis = Chain.REGTEST.genesis();
        List<ChainBlock> byRest = log(byRest(), genesis);
        try (WithoutRest door = WithoutRest.of(node())) {
            JsonRpcNode rpc = JsonRpcNode.connect(door.client(), Chain.REGTEST);
            assertFalse(rpc.usesRest());
            List<ChainBlock> byRpc = log(rpc, genesis);
            assertEquals(byRest, byRpc);
            for (int i = 0; i < byRest.size(); i++) {
                assertArrayEquals(byRest.get(i).bytes(), byRpc.get(i).bytes());
                assertEquals(byRest.get(i).hash(), byRest.get(i).block().hash());
            }
            assertEquals(chain().height(), byRest.size());
            assertTrue(byRest.size() > 300);
            String work =
                    node().rpc().call("getblockchaininfo").get("chainwork").asString();
            ChainBlock top = byRest.get(byRest.size() - 1);
            assertEquals(Sha256Hash.wrap(work).toBigInteger(), top.row().chainWork());

            List<BlockHeader> headers = byRest().headers(genesis, 2_000);
            assertEquals(chain().height() + 1, headers.size());
            assertEquals(headers, rpc.headers(genesis, 2_000));
            assertEquals(headers.subList(0, 7), rpc.headers(genesis, 7));
            assertEquals(headers.subList(0, 7), byRest().headers(genesis, 7));
        }
    }

    @Test
    void w2_headersOfABlockThatLeftTheBestChainAreNoneByRestAndByRpc() {
        Sha256Hash left = chain().tip();
        chain().reorg(1);
        assertEquals(List.of(), byRest().headers(left, 5));
        assertEquals(List.of(), byRest().headers(Sha256Hash.of(new byte[1]), 5));
        try (WithoutRest door = WithoutRest.of(node())) {
            JsonRpcNode rpc = JsonRpcNode.connect(door.client(), Chain.REGTEST);
            assertEquals(List.of(), rpc.headers(left, 5));
            assertEquals(List.of(), rpc.headers(Sha256Hash.of(new byte[1]), 5));
        }
        assertEquals(left, byRest().header(left).orElseThrow().hash());
    }

    @Test
    void w2_aReorgOfADepthIsTheSameByRestAndByRpc() {
        Sha256Hash start = chain().tip();
        chain().mine(7);
        try (WithoutRest door = WithoutRest.of(node());
                ChainFollower rest = ChainFollower.startingAt(byRest(), start);
                ChainFollower rpc =
                        ChainFollower.startingAt(JsonRpcNode.connect(door.client(), Chain.REGTEST), start)) {
            List<ChainBlock> byRest = new ArrayList<>();
            List<ChainBlock> byRpc = new ArrayList<>();
            for (int depth = 0; depth <= 6; depth++) {
                if (depth > 0) {
                    chain().reorg(depth);
                }
                follow(rest, byRest);
                follow(rpc, byRpc);
                assertEquals(byRest, byRpc, "depth " + depth);
                assertEquals(chain().tip(), rest.cursor().hash());
            }
        }
    }

    @Test
    void w14_oldBlocksAreThoseOfTheBestChainByRestAndByRpcAndNoneOnceAReorgMadeTheRowsOld() {
        readsOldBlocks(byRest());
        try (WithoutRest door = WithoutRest.of(node())) {
            readsOldBlocks(JsonRpcNode.connect(door.client(), Chain.REGTEST));
        }
    }

    private void readsOldBlocks(BitcoinNode node) {
        try (ChainFollower follower = ChainFollower.startingAt(node, chain().tip());
                OldBlocks old = OldBlocks.of(node)) {
            List<BlockRow> rows = follower.rows();
            for (int next = 0; next <= chain().height(); ) {
                List<ChainBlock> some = old.read(next, 50, rows);
                assertFalse(some.isEmpty());
                for (ChainBlock block : some) {
                    assertEquals(node.blockHash(next).orElseThrow(), block.hash());
                    assertEquals(block.hash(), block.block().hash());
                    next++;
                }
            }
            chain().reorg(3);
            assertEquals(List.of(), old.read(100, 3, rows));
            follower.commit(follower.poll());
            assertEquals(3, old.read(100, 3, follower.rows()).size());
        }
    }

    @Test
    void w14_aBirthTimeIsTheHeightOfTheFirstBlockThatIsNotTwoHoursOlder() {
        JsonRpcNode node = byRest();
        List<BlockHeader> headers = node.headers(Chain.REGTEST.genesis(), 2_000);
        long tip = headers.get(headers.size() - 1).time();
        for (long birth = tip - 3_000; birth < tip + 8_000; birth += 137) {
            int expected = 0;
            while (expected < headers.size() && headers.get(expected).time() < birth - 7_200) {
                expected++;
            }
            assertEquals(expected, BirthHeight.of(node, Instant.ofEpochSecond(birth)));
        }
    }

    @Test
    void w14_aTransactionThatWaitsIsToldOfWhenItsScriptIsWatched() {
        Set<ByteString> scripts = new HashSet<>();
        MempoolFollower mempool = new MempoolFollower(
                byRest(),
                transaction ->
                        transaction.outputs().stream().anyMatch(output -> scripts.contains(output.scriptPubKey())));
        mempool.commit(mempool.look());
        Address late = chain().newAddress();
        Sha256Hash paid = chain().pay(late, Coin.CENT);
        chain().pay(chain().newAddress(), Coin.CENT);
        MempoolUpdate none = mempool.look();
        assertTrue(none.isEmpty());
        mempool.commit(none);
        scripts.add(Scripts.of(late));
        mempool.watching(scripts, List.of());
        assertEquals(Set.of(paid), txids(mempool.look().came()));
    }

    @Test
    void w7_theMempoolIsFollowedThroughArrivalConfirmationAndReorg() {
        MempoolFollower follower = new MempoolFollower(byRest(), transaction -> true);
        chain().mine(1);
        follower.commit(follower.look());
        Sha256Hash first = chain().pay(chain().newAddress(), Coin.CENT);
        Sha256Hash second = chain().pay(chain().newAddress(), Coin.CENT);
        MempoolUpdate came = follower.look();
        assertFalse(came.fromScratch());
        assertEquals(Set.of(first, second), txids(came.came()));
        follower.commit(came);
        assertTrue(follower.look().isEmpty());
        chain().mine(1);
        MempoolUpdate mined = follower.look();
        assertEquals(Set.of(first, second), mined.went());
        follower.commit(mined);
        chain().reorg(1);
        assertEquals(Set.of(first, second), txids(follower.look().came()));
        assertTrue(byRest().mempoolTransaction(first).isPresent());
        chain().mine(1);
        assertTrue(byRest().mempoolTransaction(first).isEmpty());
    }

    private static Set<Sha256Hash> txids(List<Transaction> transactions) {
        return Set.copyOf(transactions.stream().map(Transaction::txid).toList());
    }

    @Test
    void w8_withHintsOnAndOffTheLogIsTheSameAndAHintEndsTheWait() throws InterruptedException {
        Sha256Hash start = chain().tip();
        Doorbell bell = new Doorbell();
        List<ChainBlock> hinted = new ArrayList<>();
        try (ZmqHints hints = ZmqHints.open(node().zmqEndpoint(), bell);
                ChainFollower follower = ChainFollower.startingAt(byRest(), start)) {
            // A subscription takes a moment: what is mined until it is there comes by polling.
            for (long before = hints.heard(); hints.heard() == before; ) {
                chain().mine(1);
                bell.await(Duration.ofMillis(50));
            }
            follow(follower, hinted);
            for (int i = 0; i < 10; i++) {
                chain().mine(1);
                while (!bell.await(Duration.ofSeconds(60)).contains(Hint.CHAIN)) {
                    assertTrue(hints.heard() > 0, "no hint in a minute");
                }
                follow(follower, hinted);
            }
            chain().pay(chain().newAddress(), Coin.CENT);
            while (!bell.await(Duration.ofSeconds(60)).contains(Hint.MEMPOOL)) {
                assertTrue(hints.heard() > 0, "no hint in a minute");
            }
            chain().mine(1);
            follow(follower, hinted);
            assertEquals(0, hints.ignored());
        }
        assertEquals(log(byRest(), start), hinted);
        assertTrue(IntStream.range(1, hinted.size())
                .allMatch(i ->
                        hinted.get(i).row().previous().equals(hinted.get(i - 1).hash())));
    }

    @Test
    void w12_aNodeThatMinesNowIsCurrentAndLaterStale() {
        chain().mine(1);
        var info = byRest().chainInfo();
        assertInstanceOf(NodeStatus.Current.class, NodeStatus.of(info, Instant.now(), Duration.ofHours(3)));
        Instant later = Instant.now().plus(Duration.ofHours(6));
        assertInstanceOf(NodeStatus.StaleTip.class, NodeStatus.of(info, later, Duration.ofHours(3)));
    }

    @Test
    void w11_aBlockInHexIsTheBlockOfTheRestInterface() {
        String hex = node().rpc().call("getblock", chain().tip().toString(), 0).asString();
        assertArrayEquals(
                HexFormat.of().parseHex(hex), byRest().block(chain().tip()).orElseThrow());
    }
}
