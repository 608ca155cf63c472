package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.AgreeingNode;
import org.escrowkit.wallet.node.Agreement;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.escrowkit.wallet.watch.WatcherHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two real nodes that hear of each other's blocks only when a test hands them over (W12). */
@Timeout(300)
class AgreementOnProcessIT extends OnNode {
    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    private static void handOver(RegtestNode from, RegtestNode to, List<Sha256Hash> blocks) {
        for (Sha256Hash block : blocks) {
            to.rpc()
                    .call(
                            "submitblock",
                            from.rpc().call("getblock", block.toString(), 0).asString());
        }
    }

    @Test
    void w12ADepositIsToldOfOnceBothNodesHoldItsBlockAndASplitIsNamed() {
        try (RegtestNode other = RegtestNode.start(NodeKind.PROCESS)) {
            RegtestChain chain = RegtestChain.funded(node());
            List<Sha256Hash> first = new ArrayList<>();
            for (int height = 1; height <= chain.height(); height++) {
                first.add(Sha256Hash.wrap(
                        node().rpc().call("getblockhash", height).asString()));
            }
            handOver(node(), other, first);
            AgreeingNode both = AgreeingNode.of(
                    2,
                    List.of(
                            JsonRpcNode.connect(node().rpc(), Chain.REGTEST),
                            JsonRpcNode.connect(other.rpc(), Chain.REGTEST)));
            try (Watcher watcher = Watcher.temporary(both)) {
                var address = chain.newAddress();
                watcher.watch(List.of(Scripts.of(address)), Birth.now(), "loan");
                watcher.catchUp();
                Sha256Hash paid = chain.pay(address, Coin.COIN);
                assertEquals(List.of("Seen"), told(watcher));

                List<Sha256Hash> mined = chain.mine(1);
                assertEquals(List.of(), told(watcher));
                assertEquals(1, watcher.health().lag());
                handOver(node(), other, mined);
                assertEquals(List.of("Confirmed"), told(watcher));
                assertEquals(
                        paid,
                        watcher.ledger()
                                .deposits(Scripts.of(address))
                                .get(0)
                                .outpoint()
                                .txid());
                assertFalse(watcher.health().alarms().contains(WatcherHealth.Alarm.NODES_DISAGREE));

                int fork = chain.height();
                List<Sha256Hash> ours = chain.mine(2);
                String its = other.rpc()
                        .call("generatetoaddress", 3, chain.newAddress().toString())
                        .elements()
                        .get(0)
                        .asString();
                assertEquals(List.of(), told(watcher));
                assertEquals(fork, watcher.ledger().tip().height());
                assertTrue(watcher.health().alarms().contains(WatcherHealth.Alarm.NODES_DISAGREE));
                assertEquals(
                        Set.of(ours.get(0).toString(), its),
                        places(assertInstanceOf(
                                Agreement.View.Diverges.class,
                                both.agreement().orElseThrow().views().stream()
                                        .filter(Agreement.View.Diverges.class::isInstance)
                                        .findFirst()
                                        .orElseThrow())));
            }
        }
    }

    private static Set<String> places(Agreement.View.Diverges split) {
        return Set.of(split.ours().hash().toString(), split.its().hash().toString());
    }

    private static List<String> told(Watcher watcher) {
        watcher.catchUp();
        List<String> told = new ArrayList<>();
        watcher.deliver("books", event -> {
            DepositChange change = event.change();
            told.add(change.getClass().getSimpleName());
        });
        return told;
    }
}
