package org.escrowkit.wallet.node;

import static org.escrowkit.wallet.node.CannedNode.GENESIS;
import static org.escrowkit.wallet.node.CannedNode.GENESIS_BLOCK;
import static org.escrowkit.wallet.node.CannedNode.OTHER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks by REST, in hex by RPC, and the ways from the one to the other. */
class JsonRpcNodeBlocksTest {
    private static final Sha256Hash GENESIS_HASH = Sha256Hash.wrap(GENESIS);
    private static final Sha256Hash OTHER_HASH = Sha256Hash.wrap(OTHER);
    private static final byte[] BLOCK = HexFormat.of().parseHex(GENESIS_BLOCK);
    private static final byte[] HEADER = Arrays.copyOf(BLOCK, BlockHeader.SIZE);

    private final CannedNode canned = new CannedNode();

    JsonRpcNodeBlocksTest() throws IOException {}

    @AfterEach
    void close() {
        canned.close();
    }

    private static boolean isHeaders(FakeRpcServer.Request request) {
        return request.file().orElseThrow().equals("/rest/headers/1/" + GENESIS + ".bin");
    }

    /** REST is on; what it says to anything but the headers of the genesis block is up to the script. */
    private JsonRpcNode withRest(FakeRpcServer.Script script) {
        canned.rest(request -> {
            if (isHeaders(request)) {
                request.bytes(200, HEADER);
            } else {
                script.answer(request);
            }
        });
        JsonRpcNode node = canned.connect();
        assertTrue(node.usesRest());
        return node;
    }

    @Test
    void a_block_comes_by_rest_where_the_node_offers_it_and_without_the_password() {
        JsonRpcNode node = withRest(request -> {
            assertEquals("/rest/block/" + GENESIS + ".bin", request.file().orElseThrow());
            assertFalse(request.http.getRequestHeaders().containsKey("Authorization"));
            request.bytes(200, BLOCK);
        });
        assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
    }

    @Test
    void a_chunked_block_is_as_good_as_one_of_a_length_known_before() {
        JsonRpcNode node = withRest(request -> {
            request.http.sendResponseHeaders(200, 0);
            for (byte b : BLOCK) {
                request.http.getResponseBody().write(b);
                request.http.getResponseBody().flush();
            }
        });
        assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
    }

    @Test
    void a_node_without_rest_gives_blocks_in_hex() {
        canned.result("getblock", "\"" + GENESIS_BLOCK + "\"");
        JsonRpcNode node = canned.connect();
        assertFalse(node.usesRest());
        assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
        assertEquals("[\"" + GENESIS + "\",0]", canned.lastParams());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>It works!</html>", "", "x"})
    void something_else_at_the_path_of_rest_is_no_rest(String body) {
        canned.rest(request -> request.reply(200, body));
        assertFalse(canned.connect().usesRest());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 403, 302})
    void rest_turned_off_later_falls_back_to_rpc_and_is_not_asked_again(int status) {
        AtomicInteger asked = new AtomicInteger();
        JsonRpcNode node = withRest(request -> {
            asked.incrementAndGet();
            request.bytes(status, new byte[0]);
        });
        canned.result("getblock", "\"" + GENESIS_BLOCK + "\"");
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
            assertFalse(node.usesRest());
        }
        assertEquals(1, asked.get());
    }

    @Test
    void what_rest_does_not_know_is_what_rpc_says_and_rest_stays_on() {
        JsonRpcNode node = withRest(request -> request.bytes(404, new byte[0]));
        canned.error("getblock", -5, "Block not found");
        assertEquals(Optional.empty(), node.block(OTHER_HASH));
        canned.error("getblock", -1, "Block not available (pruned data)");
        RpcException.Rejected pruned = assertThrows(RpcException.Rejected.class, () -> node.block(OTHER_HASH));
        assertEquals(-1, pruned.code());
        canned.error("getblock", -28, "Loading block index...");
        assertThrows(RpcException.Unavailable.class, () -> node.block(OTHER_HASH));
        assertTrue(node.usesRest());
    }

    @Test
    void w11_other_bytes_than_those_asked_for_are_a_bad_reply_by_rest_and_by_rpc() {
        byte[] forged = BLOCK.clone();
        forged[75]++;
        JsonRpcNode rest = withRest(request -> request.bytes(200, forged));
        assertThrows(RpcException.BadReply.class, () -> rest.block(GENESIS_HASH));
        JsonRpcNode html = withRest(request -> request.reply(200, "<html></html>"));
        assertThrows(RpcException.BadReply.class, () -> html.block(GENESIS_HASH));
        JsonRpcNode headerOnly = withRest(request -> request.bytes(200, HEADER));
        assertThrows(RpcException.BadReply.class, () -> headerOnly.block(GENESIS_HASH));
        canned.rest(request -> request.bytes(404, new byte[0]));
        JsonRpcNode rpc = canned.connect();
        for (String broken : List.of(HexFormat.of().formatHex(forged), GENESIS_BLOCK.substring(2), "zz", "0", "")) {
            canned.result("getblock", "\"" + broken + "\"");
            assertThrows(RpcException.BadReply.class, () -> rpc.block(GENESIS_HASH), broken);
        }
        for (String broken : List.of("{}", "null", "7", "[]", "\"\\u0030\"")) {
            canned.result("getblock", broken);
            assertThrows(RpcException.BadReply.class, () -> rpc.block(GENESIS_HASH), broken);
        }
    }

    @Test
    void w11_a_block_in_hex_with_the_id_of_another_call_is_a_bad_reply() {
        JsonRpcNode node = canned.connect();
        canned.script(
                "getblock",
                request -> request.reply(
                        200,
                        "{\"jsonrpc\":\"2.0\",\"result\":\"" + GENESIS_BLOCK + "\",\"id\":" + (request.id() + 1)
                                + "}"));
        assertThrows(RpcException.BadReply.class, () -> node.block(GENESIS_HASH));
        canned.script(
                "getblock",
                request ->
                        request.reply(200, "{ \"id\":" + request.id() + ", \"result\": \"" + GENESIS_BLOCK + "\" }\n"));
        assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
    }

    @Test
    void w11_a_gigabyte_announced_is_refused_before_it_is_read() {
        JsonRpcNode node = withRest(request -> {
            request.http.sendResponseHeaders(200, 1_000_000_000);
            // A newer JDK's server keeps the headers back until then.
            request.http.getResponseBody().flush();
            request.stall();
        });
        assertThrows(RpcException.BadReply.class, () -> node.block(GENESIS_HASH));
    }

    @Test
    void w10_a_block_that_is_cut_short_is_unavailable() {
        JsonRpcNode node = withRest(request -> {
            request.http.sendResponseHeaders(200, BLOCK.length);
            request.http.getResponseBody().write(BLOCK, 0, 200);
            request.http.getResponseBody().flush();
        });
        assertThrows(RpcException.Unavailable.class, () -> node.block(GENESIS_HASH));
    }

    @Test
    void w12_a_node_that_drops_the_connection_is_checked_again_before_its_answer_counts() {
        AtomicInteger calls = new AtomicInteger();
        JsonRpcNode node = canned.connect();
        canned.script("getblockhash", request -> {
            if (calls.incrementAndGet() > 1) {
                request.result("\"" + GENESIS + "\"");
            }
            canned.result("getblockchaininfo", CannedNode.chainInfo("main"));
        });
        assertThrows(WrongChainException.class, () -> node.blockHash(0));
        assertEquals(2, calls.get());
    }

    @Test
    void w12_rest_is_looked_for_again_at_each_reconnection() {
        JsonRpcNode node = canned.connect();
        canned.error("getblockhash", -28, "Loading block index...");
        assertThrows(RpcException.Unavailable.class, () -> node.blockHash(0));
        canned.result("getblockhash", "\"" + GENESIS + "\"");
        canned.rest(request -> request.bytes(200, isHeaders(request) ? HEADER : BLOCK));
        assertArrayEquals(BLOCK, node.block(GENESIS_HASH).orElseThrow());
        assertTrue(node.usesRest());
    }
}
