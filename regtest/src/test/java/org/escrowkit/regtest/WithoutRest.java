package org.escrowkit.regtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.escrowkit.wallet.node.JsonRpcClient;

/** A door to a node that lets calls through and has no REST interface, as a node without {@code -rest}. */
final class WithoutRest implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RegtestNode node;

    private WithoutRest(RegtestNode node, HttpServer server) {
        this.node = node;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    static WithoutRest of(RegtestNode node) {
        try {
            return new WithoutRest(
                    node, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonRpcClient client() {
        return JsonRpcClient.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), node.credentials());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            HttpRequest request = HttpRequest.newBuilder(
                            node.rpcEndpoint().resolve(exchange.getRequestURI().getPath()))
                    .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(reply.statusCode(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
