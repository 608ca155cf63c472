package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcTaxonomyTest {
    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void w10_a_node_warming_up_is_unavailable_whatever_the_status(int status) throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.error(status, -28, "Loading block index..."))) {
            RpcException e = fails(RpcException.Unavailable.class, node.client(), "sendrawtransaction");
            assertEquals("sendrawtransaction", e.method());
        }
    }

    @ParameterizedTest
    @CsvSource({"200,-5", "500,-5", "500,-8", "500,-22", "500,-25", "200,-26", "500,-27", "404,-32601", "500,-4"})
    void w10_an_error_object_is_a_rejection_by_its_code_whatever_the_status(int status, int code) throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.error(status, code, "the node says no"))) {
            RpcException.Rejected e = fails(RpcException.Rejected.class, node.client(), "getblock");
            assertEquals(code, e.code());
            assertEquals("the node says no", e.reason());
            assertEquals("getblock: error " + code + ": the node says no", e.getMessage());
        }
    }

    @Test
    void w10_a_rescanning_wallet_is_unavailable() throws IOException {
        String words = "Wallet is currently rescanning. Abort existing rescan or wait.";
        try (FakeRpcServer node = new FakeRpcServer(r -> r.error(500, -4, words))) {
            fails(RpcException.Unavailable.class, node.client(), "getbalance");
        }
    }

    @Test
    void w10_a_full_work_queue_is_unavailable() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.reply(503, "Work queue depth exceeded"))) {
            fails(RpcException.Unavailable.class, node.client(), "sendrawtransaction");
        }
    }

    @Test
    void w10_a_refused_connection_is_unavailable_even_for_a_write() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        JsonRpcClient client = JsonRpcClient.of(
                URI.create("http://127.0.0.1:" + port), RpcCredentials.userPassword("alice", "secret"));
        fails(RpcException.Unavailable.class, client, "sendrawtransaction");
    }

    @Test
    void w10_a_rotated_cookie_is_read_again_once_and_the_call_goes_through(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(".cookie"), "__cookie__:old");
        String wanted = RpcCredentials.userPassword("__cookie__", "new").header();
        try (FakeRpcServer node = new FakeRpcServer(r -> {
            if (r.authorization().equals(wanted)) {
                r.result("5");
            } else {
                Files.writeString(file, "__cookie__:new");
                r.reply(401, "");
            }
        })) {
            JsonRpcClient client = JsonRpcClient.of(node.uri(), RpcCredentials.cookie(file));
            assertEquals(5, client.call("getblockcount").asInt());
            assertEquals(5, client.call("getblockcount").asInt());
            assertEquals(3, node.requests.size());
        }
    }

    @Test
    void w10_401_with_a_second_wrong_cookie_is_unavailable_after_two_requests(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(".cookie"), "__cookie__:old");
        try (FakeRpcServer node = new FakeRpcServer(r -> {
            Files.writeString(file, "__cookie__:new");
            r.reply(401, "");
        })) {
            JsonRpcClient client = JsonRpcClient.of(node.uri(), RpcCredentials.cookie(file));
            fails(RpcException.Unavailable.class, client, "getblockcount");
            assertEquals(2, node.requests.size());
        }
    }

    @Test
    void w10_401_with_nothing_new_to_say_is_unavailable_after_one_request() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.reply(401, ""))) {
            fails(RpcException.Unavailable.class, node.client(), "getblockcount");
            assertEquals(1, node.requests.size());
        }
    }

    @Test
    void w10_a_cookie_not_yet_written_is_unavailable(@TempDir Path dir) throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.result("1"))) {
            JsonRpcClient client = JsonRpcClient.of(node.uri(), RpcCredentials.cookie(dir.resolve(".cookie")));
            fails(RpcException.Unavailable.class, client, "getblockcount");
            assertEquals(0, node.requests.size());
        }
    }

    @Test
    void w10_a_timeout_leaves_a_read_unavailable_and_a_write_unknown() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(FakeRpcServer.Request::stall)) {
            fails(RpcException.Unavailable.class, node.hastyClient(), "getblockcount");
            fails(RpcException.OutcomeUnknown.class, node.hastyClient(), "sendrawtransaction");
            fails(RpcException.OutcomeUnknown.class, node.hastyClient(), "somethingnew");
            assertEquals(3, node.requests.size());
        }
    }

    @Test
    void w10_a_body_that_stalls_ends_within_the_deadline_too() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> {
            r.http.sendResponseHeaders(200, 0);
            r.http.getResponseBody().write("{\"result\":".getBytes(StandardCharsets.UTF_8));
            r.http.getResponseBody().flush();
            r.stall();
        })) {
            fails(RpcException.Unavailable.class, node.hastyClient(), "getblockcount");
            fails(RpcException.OutcomeUnknown.class, node.hastyClient(), "sendrawtransaction");
        }
    }

    @Test
    void w10_an_interrupt_is_kept_and_ends_the_call() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(FakeRpcServer.Request::stall)) {
            Thread.currentThread().interrupt();
            fails(RpcException.OutcomeUnknown.class, node.client(), "sendrawtransaction");
            assertTrue(Thread.interrupted());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":1,\"id\":999}",
                "{\"result\":1,\"id\":null}",
                "{\"result\":1,\"id\":\"ID\"}",
                "{\"result\":1}",
                "{\"id\":ID}",
                "{\"error\":null,\"id\":ID}",
                "{\"error\":\"no\",\"id\":ID}",
                "{\"error\":{\"code\":\"x\"},\"id\":ID}",
                "{\"error\":{\"code\":-28,\"message\":\"m\"},\"id\":999}",
                "[{\"result\":1,\"id\":ID}]",
                "<html><body>It works!</body></html>",
                "{\"result\":1,\"id\":ID",
                "{\"result\":1,\"id\":ID}{}",
                "null",
                ""
            })
    void w11_what_is_not_the_reply_to_this_call_is_a_bad_reply(String body) throws IOException {
        for (int status : new int[] {200, 500}) {
            try (FakeRpcServer node =
                    new FakeRpcServer(r -> r.reply(status, body.replace("ID", Long.toString(r.id()))))) {
                fails(RpcException.BadReply.class, node.client(), "getblockcount");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 301, 403, 404, 500, 502})
    void w11_a_result_with_a_status_other_than_200_is_a_bad_reply(int status) throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.reply(status, "{\"result\":1,\"id\":" + r.id() + "}"))) {
            fails(RpcException.BadReply.class, node.client(), "getblockcount");
        }
    }

    @Test
    void w11_a_body_over_the_cap_is_cut_off_while_it_streams() throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        try (FakeRpcServer node = new FakeRpcServer(r -> {
            r.http.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(65536).getBytes(StandardCharsets.UTF_8);
            long written = 0;
            try {
                while (true) {
                    r.http.getResponseBody().write(spaces);
                    written += spaces.length;
                }
            } catch (IOException e) {
                sent.complete(written);
            }
        })) {
            JsonRpcClient client = JsonRpcClient.of(
                    node.uri(),
                    RpcCredentials.userPassword("alice", "secret"),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    1_000_000);
            fails(RpcException.BadReply.class, client, "getblock");
            // The server's writes began to fail: the rest was never taken, whatever the sockets had buffered.
            assertTrue(sent.get(20, TimeUnit.SECONDS) < 100_000_000);
            assertEquals(1, node.requests.size());
        }
    }

    @Test
    void a_reason_is_cut_to_500_characters() throws IOException {
        try (FakeRpcServer node = new FakeRpcServer(r -> r.error(500, -26, "x".repeat(10_000)))) {
            assertEquals(
                    500,
                    fails(RpcException.Rejected.class, node.client(), "getblock")
                            .reason()
                            .length());
        }
    }

    private static <T extends RpcException> T fails(Class<T> type, JsonRpcClient client, String method) {
        return assertThrows(type, () -> client.call(method));
    }
}
