package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;

/** Bitcoind's own word on what a watcher says: its set of unspent outputs, its blocks and its mempool. */
final class NodeAudit {
    private static final int UNKNOWN_BLOCK = -5;

    private final JsonRpcClient rpc;

    NodeAudit(JsonRpcClient rpc) {
        this.rpc = rpc;
    }

    /** The blocks of these events hold what the events say. */
    void events(List<DepositEvent> events) {
        for (DepositEvent event : events) {
            DepositChange change = event.change();
            String txid = change.deposit().outpoint().txid().toString();
            boolean takenBack = change instanceof DepositChange.ReorgedOut || change instanceof DepositChange.Unspent;
            Optional<JsonValue> block = event.block().flatMap(at -> block(at, takenBack));
            if (block.isEmpty()) {
                continue;
            }
            if (change instanceof DepositChange.Confirmed || change instanceof DepositChange.ReorgedOut) {
                assertTrue(holds(block.get(), txid), event::toString);
            } else if (change instanceof DepositChange.SpentBy spent) {
                assertTrue(holds(block.get(), spent.spend().txid().toString()), event::toString);
            } else if (change instanceof DepositChange.DoubleSpent spent) {
                assertTrue(holds(block.get(), spent.by().toString()), event::toString);
                assertFalse(holds(block.get(), txid), event::toString);
            }
        }
    }

    /** @param mayBeForgotten as by a node that was killed */
    private Optional<JsonValue> block(BlockRef at, boolean mayBeForgotten) {
        try {
            JsonValue block = rpc.call("getblock", at.hash().toString(), 1);
            assertEquals(at.height(), block.get("height").asInt(), at::toString);
            return Optional.of(block);
        } catch (RpcException.Rejected unknown) {
            if (mayBeForgotten && unknown.code() == UNKNOWN_BLOCK) {
                return Optional.empty();
            }
            throw unknown;
        }
    }

    private static boolean holds(JsonValue list, String txid) {
        return (list.isArray() ? list : list.get("tx"))
                .elements().stream().anyMatch(each -> each.asString().equals(txid));
    }

    private void onBestChain(BlockRef at, Sha256Hash txid) {
        JsonValue block = block(at, false).orElseThrow();
        assertTrue(block.get("confirmations").asInt() > 0, () -> at + " is not on the best chain");
        assertTrue(holds(block, txid.toString()), () -> txid + " is not in " + at);
    }

    /** Each deposit is where the ledger says: in its block, in the mempool, spent or not. */
    void ledger(Ledger ledger, List<WatchedScript> watched) {
        assertEquals(
                rpc.call("getbestblockhash").asString(), ledger.tip().hash().toString());
        JsonValue mempool = rpc.call("getrawmempool");
        for (Deposit deposit : deposits(ledger, watched).toList()) {
            Outpoint outpoint = deposit.outpoint();
            assertEquals(deposit.inMempool(), holds(mempool, outpoint.txid().toString()), outpoint::toString);
            deposit.block().ifPresent(at -> onBestChain(at, outpoint.txid()));
            deposit.spend().ifPresent(spend -> spend(spend, mempool));
            JsonValue unspent = rpc.call("gettxout", outpoint.txid().toString(), outpoint.index(), false);
            assertEquals(isUnspent(deposit), !unspent.isNull(), outpoint::toString);
            if (!unspent.isNull()) {
                assertEquals(
                        deposit.confirmations(ledger.tip().height()),
                        unspent.get("confirmations").asInt());
                assertEquals(deposit.value(), Coin.ofBtc(unspent.get("value").asDecimal()));
                assertEquals(deposit.coinbase(), unspent.get("coinbase").asBoolean());
            }
        }
    }

    private void spend(Spend spend, JsonValue mempool) {
        if (spend.block().isPresent()) {
            onBestChain(spend.block().get(), spend.txid());
        } else {
            assertTrue(holds(mempool, spend.txid().toString()), spend::toString);
        }
    }

    private static Stream<Deposit> deposits(Ledger ledger, List<WatchedScript> watched) {
        return watched.stream().flatMap(script -> ledger.deposits(script.scriptPubKey()).stream());
    }

    private static boolean isUnspent(Deposit deposit) {
        return deposit.block().isPresent()
                && deposit.spend().flatMap(Spend::block).isEmpty();
    }

    /**
     * All that the node's chain holds unspent for these scripts since their births is in the ledger, and nothing else.
     * Makes the node flush.
     */
    void unspent(Ledger ledger, List<WatchedScript> watched) {
        Map<String, Integer> births = new HashMap<>();
        watched.forEach(script -> births.put(script.scriptPubKey().toHex(), script.birth()));
        List<String> scripts =
                births.keySet().stream().map(script -> "raw(" + script + ")").toList();
        Set<String> theirs = new TreeSet<>();
        for (JsonValue each :
                rpc.call("scantxoutset", "start", scripts).get("unspents").elements()) {
            int height = each.get("height").asInt();
            if (height >= births.getOrDefault(each.get("scriptPubKey").asString(), 0)) {
                Coin value = Coin.ofBtc(each.get("amount").asDecimal());
                theirs.add(line(each.get("txid").asString(), each.get("vout").asLong(), value, height));
            }
        }
        Set<String> ours = new TreeSet<>();
        deposits(ledger, watched)
                .filter(NodeAudit::isUnspent)
                .forEach(deposit -> ours.add(line(
                        deposit.outpoint().txid().toString(),
                        deposit.outpoint().index(),
                        deposit.value(),
                        deposit.block().orElseThrow().height())));
        assertEquals(theirs, ours);
    }

    private static String line(String txid, long index, Coin value, int height) {
        return txid + ":" + index + " " + value.value + " sat at height " + height;
    }
}
