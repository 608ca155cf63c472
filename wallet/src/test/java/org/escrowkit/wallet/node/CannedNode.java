package org.escrowkit.wallet.node;

import java.io.IOException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.escrowkit.core.vault.Chain;

/** A regtest node's replies by method: results as JSON text, or errors. */
final class CannedNode implements AutoCloseable {
    static final String GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
    static final String GENESIS_TXID = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
    static final String OTHER = "00000000000000000000000000000000000000000000000000000000000000ff";
    static final String WORK = "0000000000000000000000000000000000000000000000000000000000000002";

    /** The coinbase of every network's genesis block, and regtest's genesis block around it. */
    static final String COINBASE =
            "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d"
                    + "04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66"
                    + "207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1"
                    + "a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d"
                    + "5fac00000000";

    static final String GENESIS_BLOCK =
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd"
                    + "7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f200200000001" + COINBASE;

    private final Map<String, FakeRpcServer.Script> replies = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<String>> batched = new ConcurrentHashMap<>();
    private volatile FakeRpcServer.Script rest = request -> request.bytes(404, new byte[0]);
    final FakeRpcServer server;

    CannedNode() throws IOException {
        server = new FakeRpcServer(request -> {
            if (request.file().isPresent()) {
                rest.answer(request);
            } else if (request.json.isArray()) {
                answerAll(request);
            } else {
                FakeRpcServer.Script reply = replies.get(request.method());
                if (reply == null) {
                    request.error(404, -32601, "Method not found");
                } else {
                    reply.answer(request);
                }
            }
        });
        result("getblockchaininfo", chainInfo("regtest"));
        result("getblockhash", "\"" + GENESIS + "\"");
    }

    /** A batch: each call of it gets what the canned function says to its parameters. */
    private void answerAll(FakeRpcServer.Request request) throws IOException {
        StringJoiner answers = new StringJoiner(",", "[", "]");
        for (JsonValue call : request.json.elements()) {
            String params = call.get("params").toJson();
            String result = batched.getOrDefault(call.get("method").asString(), p -> "\"error\":{\"code\":-32601}")
                    .apply(params);
            answers.add("{" + result + ",\"id\":" + call.get("id").asLong() + "}");
        }
        request.reply(200, answers.toString());
    }

    /** To each call of this method in a batch: {@code "result":...} or {@code "error":...} by its parameters. */
    CannedNode batched(String method, UnaryOperator<String> answer) {
        batched.put(method, answer);
        return this;
    }

    /** What its REST interface says; without this it has none. */
    CannedNode rest(FakeRpcServer.Script script) {
        rest = script;
        return this;
    }

    static String chainInfo(String chain) {
        return "{\"chain\":\"" + chain + "\",\"blocks\":0,\"headers\":3,\"bestblockhash\":\"" + GENESIS
                + "\",\"chainwork\":\"" + WORK
                + "\",\"time\":1296688602,\"initialblockdownload\":true,\"pruned\":false}";
    }

    CannedNode result(String method, String json) {
        replies.put(method, request -> request.result(json));
        return this;
    }

    CannedNode error(String method, int code, String message) {
        replies.put(method, request -> request.error(500, code, message));
        return this;
    }

    CannedNode script(String method, FakeRpcServer.Script script) {
        replies.put(method, script);
        return this;
    }

    JsonRpcNode connect() {
        return connect(Chain.REGTEST);
    }

    JsonRpcNode connect(Chain chain) {
        return JsonRpcNode.connect(server.client(), chain);
    }

    /** The parameters of the newest request, as JSON text. */
    String lastParams() {
        return server.requests
                .get(server.requests.size() - 1)
                .json
                .get("params")
                .toJson();
    }

    @Override
    public void close() {
        server.close();
    }
}
