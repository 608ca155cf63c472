package org.escrowkit.wallet.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;

/**
 * A node in memory behind the RPC and REST interfaces of bitcoind, as far as {@link JsonRpcNode} calls them. It passes
 * for regtest: its first block goes by the name of regtest's, and nobody may ask for its content.
 *
 * <p>One call at a time, under the node's own lock, which a test holds while it moves the node.
 */
public final class FakeBitcoind implements AutoCloseable {
    private static final int NOT_FOUND = -5;
    private static final int OUT_OF_RANGE = -8;
    private static final int NO_METHOD = -32601;
    private static final Sha256Hash GENESIS = Chain.REGTEST.genesis();
    private static final BlockHeader FIRST = new BlockHeader(
            GENESIS,
            1,
            Sha256Hash.ZERO_HASH,
            Sha256Hash.wrap("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"),
            1_296_688_602L,
            0x207f_ffffL,
            2);

    private final BitcoinNode node;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private FakeBitcoind(BitcoinNode node, HttpServer server) {
        this.node = node;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public static FakeBitcoind of(BitcoinNode node) {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new FakeBitcoind(node, HttpServer.create(any, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            Optional<byte[]> reply;
            synchronized (node) {
                reply = exchange.getRequestMethod().equals("GET")
                        ? file(exchange.getRequestURI().getPath().split("/", -1))
                        : Optional.of(JsonWriter.write(replies(JsonValue.parse(asked))));
            }
            byte[] body = reply.orElse("not here\r\n".getBytes(StandardCharsets.US_ASCII));
            exchange.sendResponseHeaders(reply.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** {@code /rest/headers/COUNT/HASH.bin} or {@code /rest/block/HASH.bin}. */
    private Optional<byte[]> file(String[] path) {
        Sha256Hash hash = Sha256Hash.wrap(path[path.length - 1].replace(".bin", ""));
        if (path[2].equals("block")) {
            try {
                return node.block(hash);
            } catch (RpcException.Rejected pruned) {
                return Optional.empty();
            }
        }
        List<BlockHeader> headers =
                hash.equals(GENESIS) ? List.of(FIRST) : node.headers(hash, Integer.parseInt(path[3]));
        ByteBuffer bytes = ByteBuffer.allocate(headers.size() * BlockHeader.SIZE);
        headers.forEach(header -> bytes.put(bytes(header)));
        return Optional.of(bytes.array());
    }

    private static byte[] bytes(BlockHeader header) {
        return ByteBuffer.allocate(BlockHeader.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(header.version())
                .put(header.previous().serialize())
                .put(header.merkleRoot().serialize())
                .putInt((int) header.time())
                .putInt((int) header.bits())
                .putInt((int) header.nonce())
                .array();
    }

    private Object replies(JsonValue request) {
        if (!request.isArray()) {
            return reply(request);
        }
        List<Object> replies = new ArrayList<>();
        request.elements().forEach(one -> replies.add(reply(one)));
        return replies;
    }

    private Map<String, Object> reply(JsonValue request) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("jsonrpc", "2.0");
        try {
            reply.put(
                    "result",
                    result(
                            request.get("method").asString(),
                            request.get("params").elements()));
        } catch (RpcException.Rejected no) {
            reply.put("error", Map.of("code", no.code(), "message", no.reason()));
        }
        reply.put("id", request.get("id"));
        return reply;
    }

    private Object result(String method, List<JsonValue> params) {
        return switch (method) {
            case "getblockchaininfo" -> chainInfo(node.chainInfo());
            case "getblockhash" -> blockHash(params.get(0).asInt());
            case "getblockheader" -> header(method, hash(params), params.get(1).asBoolean());
            case "getblock" -> HexFormat.of().formatHex(found(method, node.block(hash(params))));
            case "getrawmempool" -> mempool(node.mempool());
            case "getrawtransaction" -> Map.of("hex", hex(found(method, node.mempoolTransaction(hash(params)))));
            case "sendrawtransaction" ->
                node.broadcast(Transaction.parse(
                                HexFormat.of().parseHex(params.get(0).asString())))
                        .toString();
            default -> throw new RpcException.Rejected(method, NO_METHOD, "Method not found");
        };
    }

    private static Sha256Hash hash(List<JsonValue> params) {
        return Sha256Hash.wrap(params.get(0).asString());
    }

    private static <T> T found(String method, Optional<T> found) {
        return found.orElseThrow(() -> new RpcException.Rejected(method, NOT_FOUND, "not found"));
    }

    private static Map<String, Object> chainInfo(ChainInfo info) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("chain", "regtest");
        reply.put("blocks", info.height());
        reply.put("headers", info.headers());
        reply.put("bestblockhash", info.bestBlock().toString());
        reply.put("chainwork", "%064x".formatted(info.chainWork()));
        reply.put("time", info.tipTime().getEpochSecond());
        reply.put("initialblockdownload", info.initialBlockDownload());
        reply.put("pruned", info.pruneHeight().isPresent());
        info.pruneHeight().ifPresent(height -> reply.put("pruneheight", height));
        return reply;
    }

    private String blockHash(int height) {
        if (height == 0) {
            return GENESIS.toString();
        }
        return node.blockHash(height)
                .orElseThrow(() -> new RpcException.Rejected("getblockhash", OUT_OF_RANGE, "Block height out of range"))
                .toString();
    }

    private Object header(String method, Sha256Hash hash, boolean verbose) {
        HeaderInfo info = found(method, hash.equals(GENESIS) ? first() : node.header(hash));
        BlockHeader header = info.header();
        if (!verbose) {
            return HexFormat.of().formatHex(bytes(header));
        }
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("height", info.height());
        reply.put("confirmations", info.confirmations());
        reply.put("version", header.version());
        reply.put("previousblockhash", header.previous().toString());
        reply.put("merkleroot", header.merkleRoot().toString());
        reply.put("time", header.time());
        reply.put("bits", "%08x".formatted(header.bits()));
        reply.put("nonce", header.nonce());
        reply.put("chainwork", "%064x".formatted(info.chainWork()));
        return reply;
    }

    private Optional<HeaderInfo> first() {
        return node.blockHash(0)
                .flatMap(node::header)
                .map(info -> new HeaderInfo(FIRST, info.height(), info.confirmations(), info.chainWork()));
    }

    private static Map<String, Object> mempool(MempoolView view) {
        return Map.of(
                "txids", view.txids().stream().map(Sha256Hash::toString).toList(), "mempool_sequence", view.sequence());
    }

    private static String hex(Transaction transaction) {
        return ByteString.of(transaction.serialize()).toHex();
    }
}
