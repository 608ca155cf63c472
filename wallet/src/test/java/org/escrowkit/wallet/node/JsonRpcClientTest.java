package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class JsonRpcClientTest {
    @Test
    void a_call_sends_its_parameters_in_order_and_exactly() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(request -> request.result("null"))) {
            Map<String, Object> options = new LinkedHashMap<>();
            options.put("zebra", new BigDecimal("0.00000001"));
            options.put("ant", List.of(1, "two"));
            JsonValue tree = JsonValue.parse("{\"n\":1.10}");
            assertTrue(node.client()
                    .call("method", "a", 1, 2L, true, null, options, tree)
                    .isNull());

            FakeRpcServer.Request request = node.requests.get(0);
            assertEquals("2.0", request.json.get("jsonrpc").asString());
            assertEquals(
                    "[\"a\",1,2,true,null,{\"zebra\":0.00000001,\"ant\":[1,\"two\"]},{\"n\":1.10}]",
                    request.json.get("params").toJson());
            assertEquals(RpcCredentials.userPassword("alice", "secret").header(), request.authorization());
        }
    }

    @Test
    void w11_amounts_arrive_as_written() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(request -> request.result("{\"value\":0.10000001}"))) {
            JsonValue value = node.client().call("gettxout").get("value");
            assertEquals(new BigDecimal("0.10000001"), value.asDecimal());
            assertEquals("$.result.value", value.path());
        }
    }

    @Test
    void replies_in_the_old_form_with_a_null_error_are_understood() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(
                request -> request.reply(200, "{\"result\":7,\"error\":null,\"id\":" + request.id() + "}"))) {
            assertEquals(7, node.client().call("getblockcount").asInt());
        }
    }

    @Test
    void a_wallet_has_its_own_path_with_its_name_encoded() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(request -> request.result("1"))) {
            node.client().forWallet("loans & co/ä").call("getwalletinfo");
            node.client().forWallet("a").forWallet("b").call("getwalletinfo");
            node.client().forWallet("").call("getwalletinfo");
            assertEquals(
                    List.of("/wallet/loans%20%26%20co%2F%C3%A4", "/wallet/b", "/wallet/"),
                    node.requests.stream()
                            .map(request -> request.http.getRequestURI().getRawPath())
                            .toList());
        }
    }

    @Test
    void many_threads_each_get_their_own_reply() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (FakeRpcServer node = new FakeRpcServer(
                request -> request.result(request.params().get(0).toJson()))) {
            JsonRpcClient client = node.client();
            List<Future<Integer>> replies = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int n = i;
                replies.add(threads.submit(() -> client.call("getblockcount", n).asInt()));
            }
            for (int i = 0; i < 400; i++) {
                assertEquals(i, replies.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_log_holds_method_and_duration_and_nothing_else() throws IOException {
        List<String> lines = new ArrayList<>();
        Logger log = Logger.getLogger(JsonRpcClient.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.setLevel(Level.ALL);
        log.addHandler(handler);
        try (FakeRpcServer node = new FakeRpcServer(request -> request.result("\"dead\""))) {
            node.client().call("sendrawtransaction", "beef");
        } finally {
            log.removeHandler(handler);
            log.setLevel(null);
        }
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).matches("sendrawtransaction took \\d+ ms"), lines.get(0));
    }

    @Test
    void an_endpoint_holds_no_password_and_is_a_web_address() {
        RpcCredentials credentials = RpcCredentials.userPassword("a", "b");
        for (String bad : List.of("http://user:hunter2@127.0.0.1:8332", "ftp://127.0.0.1", "http:/x", "127.0.0.1")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> JsonRpcClient.of(URI.create(bad), credentials));
            assertFalse(String.valueOf(e.getMessage()).contains("hunter2"));
        }
    }

    @Test
    void a_parameter_without_an_exact_json_form_is_our_bug_and_is_not_sent() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(request -> request.result("1"))) {
            assertThrows(IllegalArgumentException.class, () -> node.client().call("settxfee", 0.1));
            assertEquals(0, node.requests.size());
        }
    }
}
