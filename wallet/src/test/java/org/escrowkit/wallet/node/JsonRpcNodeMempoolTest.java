package org.escrowkit.wallet.node;

import static org.escrowkit.wallet.node.CannedNode.COINBASE;
import static org.escrowkit.wallet.node.CannedNode.GENESIS;
import static org.escrowkit.wallet.node.CannedNode.GENESIS_TXID;
import static org.escrowkit.wallet.node.CannedNode.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcNodeMempoolTest {
    private static final Sha256Hash OTHER_HASH = Sha256Hash.wrap(OTHER);
    private static final Transaction TX = Transaction.parse(HexFormat.of().parseHex(COINBASE));

    private final CannedNode canned = new CannedNode();

    JsonRpcNodeMempoolTest() throws IOException {}

    @AfterEach
    void close() {
        canned.close();
    }

    private JsonRpcNode nodeWith(String result) {
        return canned.batched("getrawtransaction", params -> "\"result\":" + result)
                .connect();
    }

    @Test
    void a_mempool_transaction_is_not_one_that_an_index_finds_in_a_block() {
        JsonRpcNode node = nodeWith("{\"hex\":\"" + COINBASE + "\"}");
        assertEquals(Optional.of(TX), node.mempoolTransaction(TX.txid()));
        assertThrows(RpcException.BadReply.class, () -> node.mempoolTransaction(OTHER_HASH));
        assertEquals(
                Optional.empty(),
                nodeWith("{\"hex\":\"" + COINBASE + "\",\"blockhash\":\"" + GENESIS + "\"}")
                        .mempoolTransaction(TX.txid()));
        JsonRpcNode terse = nodeWith("\"" + COINBASE + "\"");
        assertThrows(RpcException.BadReply.class, () -> terse.mempoolTransaction(TX.txid()));
    }

    @Test
    void w7_many_transactions_are_read_in_batches_and_those_that_are_gone_left_out() {
        Set<Sha256Hash> asked = new HashSet<>(Set.of(TX.txid()));
        for (int i = 1; i < 70; i++) {
            asked.add(Sha256Hash.of(new byte[i]));
        }
        canned.batched(
                "getrawtransaction",
                params -> params.contains(GENESIS_TXID)
                        ? "\"result\":{\"hex\":\"" + COINBASE + "\"}"
                        : "\"error\":{\"code\":-5,\"message\":\"No such mempool transaction\"}");
        JsonRpcNode node = canned.connect();
        int before = canned.server.requests.size();
        assertEquals(Map.of(TX.txid(), TX), node.mempoolTransactions(asked));
        assertEquals(3, canned.server.requests.size() - before);
        assertEquals(Map.of(), node.mempoolTransactions(Set.of()));
        assertEquals(3, canned.server.requests.size() - before);
    }

    @Test
    void w7_the_mempool_is_a_set_of_txids_at_a_sequence_number() {
        JsonRpcNode node = canned.connect();
        canned.result(
                "getrawmempool",
                "{\"txids\":[\"" + GENESIS_TXID + "\",\"" + OTHER + "\"],\"mempool_sequence\":4294967297}");
        assertEquals(new MempoolView(Set.of(TX.txid(), OTHER_HASH), 4_294_967_297L), node.mempool());
        assertEquals("[false,true]", canned.lastParams());
        for (String bad : List.of("[]", "{\"txids\":[]}", "{\"txids\":[1],\"mempool_sequence\":1}")) {
            canned.result("getrawmempool", bad);
            assertThrows(RpcException.BadReply.class, node::mempool, bad);
        }
    }

    @Test
    void a_mempool_verdict_is_allowed_with_its_fee_or_refused_with_a_reason() {
        JsonRpcNode node = canned.connect();
        String txid = "[{\"txid\":\"" + GENESIS_TXID + "\",";
        canned.result("testmempoolaccept", txid + "\"allowed\":true,\"vsize\":141,\"fees\":{\"base\":0.00000141}}]");
        assertEquals(new MempoolVerdict.Allowed(Coin.valueOf(141), 141), node.testMempoolAccept(TX));
        assertEquals("[[\"" + COINBASE + "\"]]", canned.lastParams());
        canned.result("testmempoolaccept", txid + "\"allowed\":false,\"reject-reason\":\"coinbase\"}]");
        assertEquals(new MempoolVerdict.Refused("coinbase"), node.testMempoolAccept(TX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"txid\":\"TXID\"}]",
                "[{\"txid\":\"TXID\",\"package-error\":\"x\"}]",
                "[{\"txid\":\"TXID\",\"allowed\":false}]",
                "[{\"txid\":\"TXID\",\"allowed\":true,\"vsize\":1,\"fees\":{\"base\":0.000000001}}]",
                "[{\"txid\":\"TXID\",\"allowed\":false,\"reject-reason\":\"x\"},{}]",
                "[{\"txid\":\"00000000000000000000000000000000000000000000000000000000000000ff\",\"allowed\":false,"
                        + "\"reject-reason\":\"x\"}]"
            })
    void w11_a_verdict_that_is_none_or_on_something_else_is_a_bad_reply(String reply) {
        JsonRpcNode node = canned.connect();
        canned.result("testmempoolaccept", reply.replace("TXID", GENESIS_TXID));
        assertThrows(RpcException.BadReply.class, () -> node.testMempoolAccept(TX));
    }

    @Test
    void w10_a_broadcast_that_the_node_already_knows_is_a_success() {
        JsonRpcNode node = canned.connect();
        canned.result("sendrawtransaction", "\"" + GENESIS_TXID + "\"");
        assertEquals(TX.txid(), node.broadcast(TX));
        assertEquals("[\"" + COINBASE + "\"]", canned.lastParams());
        canned.error("sendrawtransaction", -27, "Transaction outputs already in utxo set");
        assertEquals(TX.txid(), node.broadcast(TX));
        for (String known :
                new String[] {"txn-already-in-mempool", "txn-already-known", "txn-same-nonwitness-data-in-mempool"}) {
            canned.error("sendrawtransaction", -26, known);
            assertEquals(TX.txid(), node.broadcast(TX));
        }
    }

    @Test
    void w10_a_broadcast_that_the_node_refuses_is_rejected_with_code_and_reason() {
        JsonRpcNode node = canned.connect();
        canned.error("sendrawtransaction", -26, "txn-mempool-conflict");
        RpcException.Rejected e = assertThrows(RpcException.Rejected.class, () -> node.broadcast(TX));
        assertEquals(-26, e.code());
        assertEquals("txn-mempool-conflict", e.reason());
        assertFalse(String.valueOf(e.getMessage()).contains(COINBASE));
        canned.error("sendrawtransaction", -25, "bad-txns-inputs-missingorspent");
        assertThrows(RpcException.Rejected.class, () -> node.broadcast(TX));
    }

    @Test
    void w10_a_broadcast_without_an_answer_is_unknown_and_sent_once() {
        JsonRpcNode node = JsonRpcNode.connect(canned.server.hastyClient(), Chain.REGTEST);
        canned.script("sendrawtransaction", FakeRpcServer.Request::stall);
        assertThrows(RpcException.OutcomeUnknown.class, () -> node.broadcast(TX));
        assertEquals(
                1,
                canned.server.requests.stream()
                        .filter(request -> request.method().equals("sendrawtransaction"))
                        .count());
    }

    @Test
    void w11_a_broadcast_answered_with_another_txid_is_a_bad_reply() {
        JsonRpcNode node = canned.connect();
        canned.result("sendrawtransaction", "\"" + OTHER + "\"");
        assertThrows(RpcException.BadReply.class, () -> node.broadcast(TX));
    }
}
