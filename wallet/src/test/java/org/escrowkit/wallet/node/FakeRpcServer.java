package org.escrowkit.wallet.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that plays the node's part as a test writes it. */
final class FakeRpcServer implements AutoCloseable {
    /** What a test answers to one request, with the exchange at hand. */
    interface Script {
        void answer(Request request) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeRpcServer(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Request request = new Request(exchange, closed);
            requests.add(request);
            try (exchange) {
                script.answer(request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    JsonRpcClient client() {
        return JsonRpcClient.of(uri(), RpcCredentials.userPassword("alice", "secret"));
    }

    /** A client that gives up after 300 ms. */
    JsonRpcClient hastyClient() {
        return JsonRpcClient.of(
                uri(), RpcCredentials.userPassword("alice", "secret"), Duration.ofSeconds(5), Duration.ofMillis(300));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    static final class Request {
        /** A GET passes for a call of a method that no script knows. */
        private static final String GET = "{\"method\":\"GET\",\"id\":0}";

        final HttpExchange http;
        final JsonValue json;
        private final CountDownLatch closed;

        Request(HttpExchange http, CountDownLatch closed) throws IOException {
            this.http = http;
            byte[] body = http.getRequestBody().readAllBytes();
            this.json = http.getRequestMethod().equals("GET") ? JsonValue.parse(GET) : JsonValue.parse(body);
            this.closed = closed;
        }

        /** Empty for a call, else the path of the file that was asked for. */
        Optional<String> file() {
            return http.getRequestMethod().equals("GET")
                    ? Optional.of(http.getRequestURI().getPath())
                    : Optional.empty();
        }

        String method() {
            return json.get("method").asString();
        }

        long id() {
            return json.get("id").asLong();
        }

        List<JsonValue> params() {
            return json.get("params").elements();
        }

        String authorization() {
            return http.getRequestHeaders().getFirst("Authorization");
        }

        void result(String resultJson) throws IOException {
            reply(200, "{\"jsonrpc\":\"2.0\",\"result\":" + resultJson + ",\"id\":" + id() + "}");
        }

        void error(int status, int code, String message) throws IOException {
            String error = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
            reply(status, "{\"result\":null,\"error\":" + error + ",\"id\":" + id() + "}");
        }

        void reply(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            http.getResponseBody().write(bytes);
        }

        void bytes(int status, byte[] body) throws IOException {
            http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            http.getResponseBody().write(body);
        }

        /** Keeps the client waiting until the test is over. */
        void stall() throws InterruptedException {
            closed.await();
        }
    }
}
