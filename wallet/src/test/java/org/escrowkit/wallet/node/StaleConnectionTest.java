package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that closes a kept-alive connection just when a request arrives on it, as a node's idle timeout may. */
class StaleConnectionTest {
    private final AtomicInteger received = new AtomicInteger();
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private int answersPerConnection = 1;

    StaleConnectionTest() throws IOException {}

    @BeforeEach
    void start() {
        Thread thread = new Thread(this::serve, "stale-connection-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    for (int answered = 0; ; answered++) {
                        long id = readRequest(in).get("id").asLong();
                        received.incrementAndGet();
                        if (answered == answersPerConnection) {
                            break;
                        }
                        String body = "{\"result\":1,\"id\":" + id + "}";
                        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
                        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
        } catch (IOException e) {
            // The test is over and the socket closed.
        }
    }

    private static JsonValue readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length =
                Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip());
        return JsonValue.parse(in.readNBytes(length));
    }

    private JsonRpcClient client() {
        return JsonRpcClient.of(
                URI.create("http://127.0.0.1:" + server.getLocalPort()), RpcCredentials.userPassword("a", "b"));
    }

    @Test
    void w10_a_read_on_a_stale_connection_is_sent_again_once() {
        JsonRpcClient client = client();
        assertEquals(1, client.call("getblockcount").asInt());
        assertEquals(1, client.call("getblockcount").asInt());
        assertEquals(3, received.get());
    }

    @Test
    void w10_a_read_that_never_gets_an_answer_is_unavailable_after_two_tries() {
        answersPerConnection = 0;
        assertThrows(RpcException.Unavailable.class, () -> client().call("getblockcount"));
        assertEquals(2, received.get());
    }

    @Test
    void w10_a_transaction_on_a_stale_connection_is_never_silently_sent_again() {
        JsonRpcClient client = client();
        assertEquals(1, client.call("getblockcount").asInt());
        assertThrows(RpcException.OutcomeUnknown.class, () -> client.call("sendrawtransaction", "00"));
        assertEquals(2, received.get());
    }
}
