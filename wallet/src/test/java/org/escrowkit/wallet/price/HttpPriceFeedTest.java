package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;

/** What may go wrong between an exchange and us. */
class HttpPriceFeedTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration HASTY = Duration.ofMillis(300);

    private static HttpPriceFeed feed(URI home, Duration timeout) {
        return HttpPriceFeed.of(Exchange.BITFINEX, CurrencyUnit.USD, () -> START, home, timeout);
    }

    private static void fails(PriceFault fault, LocalServer server, Duration timeout) {
        fails(fault, feed(server.uri(), timeout).ask());
    }

    private static void fails(PriceFault fault, PriceAnswer answer) {
        assertEquals(fault, assertInstanceOf(PriceAnswer.Failed.class, answer).fault(), answer::toString);
    }

    @Test
    void anotherStatusThan200IsRefusedWhateverTheBodySays() throws IOException {
        for (int status : List.of(201, 204, 400, 403, 404, 429, 500, 503)) {
            String body = status == 204 ? "" : ExchangeTest.BITFINEX;
            try (LocalServer server = new LocalServer((exchange, closed) -> LocalServer.send(exchange, status, body))) {
                fails(PriceFault.BAD_STATUS, server, PATIENT);
            }
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (LocalServer elsewhere = LocalServer.saying(ExchangeTest.BITFINEX);
                LocalServer server = new LocalServer((exchange, closed) -> {
                    exchange.getResponseHeaders().add("Location", elsewhere.uri() + "/v2/ticker/tBTCUSD");
                    LocalServer.send(exchange, 302, "");
                })) {
            fails(PriceFault.BAD_STATUS, server, PATIENT);
            assertEquals(List.of(), elsewhere.asked);
        }
    }

    @Test
    void silenceEndsWithTheTimeout() throws IOException {
        try (LocalServer server = new LocalServer((exchange, closed) -> closed.await())) {
            fails(PriceFault.TOO_SLOW, server, HASTY);
        }
    }

    @Test
    void aBodyThatStallsEndsWithTheTimeout() throws IOException {
        try (LocalServer server = new LocalServer((exchange, closed) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("[64000,".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            closed.await();
        })) {
            fails(PriceFault.TOO_SLOW, server, HASTY);
        }
    }

    @Test
    void anEndlessBodyIsNotReadToItsEnd() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (LocalServer server = new LocalServer((exchange, closed) -> {
            try {
                stream(exchange);
            } catch (IOException cut) {
                stopped.countDown();
                throw cut;
            }
        })) {
            fails(PriceFault.TOO_LARGE, server, PATIENT);
            assertTrue(stopped.await(60, TimeUnit.SECONDS));
        }
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] spaces = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
        try (OutputStream body = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                body.write(spaces);
            }
        }
    }

    @Test
    void anAnnouncedGigabyteIsRefused() throws IOException {
        try (LocalServer server = new LocalServer((exchange, closed) -> {
            exchange.sendResponseHeaders(200, 1L << 30);
            byte[] spaces = " ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseBody().write(spaces);
            exchange.getResponseBody().flush();
        })) {
            fails(PriceFault.TOO_LARGE, server, PATIENT);
        }
    }

    @Test
    void aConnectionThatBreaksIsAFailure() throws IOException {
        try (LocalServer server = new LocalServer((exchange, closed) -> {
            exchange.sendResponseHeaders(200, 500);
            exchange.getResponseBody().write("[64000".getBytes(StandardCharsets.UTF_8));
        })) {
            fails(PriceFault.UNREACHABLE, server, PATIENT);
        }
    }

    @Test
    void nobodyThereIsAFailure() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        fails(
                PriceFault.UNREACHABLE,
                feed(URI.create("http://127.0.0.1:" + port), PATIENT).ask());
    }

    /** The server speaks plain HTTP: no TLS, no certificate. */
    @Test
    void withoutTlsThereIsNoPrice() throws IOException {
        try (LocalServer server = LocalServer.saying(ExchangeTest.BITFINEX)) {
            URI secure = URI.create(server.uri().toString().replace("http:", "https:"));
            fails(PriceFault.UNREACHABLE, feed(secure, PATIENT).ask());
        }
    }

    @Test
    void anInterruptEndsTheWaiting() throws IOException {
        try (LocalServer server = new LocalServer((exchange, closed) -> closed.await())) {
            Thread.currentThread().interrupt();
            fails(PriceFault.TOO_SLOW, server, PATIENT);
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aPriceComesByHttpsOrFromThisMachine() {
        for (String place :
                List.of("http://api.kraken.com", "ftp://127.0.0.1", "https://me:pw@127.0.0.1", "https:///")) {
            assertThrows(IllegalArgumentException.class, () -> feed(URI.create(place), PATIENT), place);
        }
        feed(URI.create("https://api.kraken.com"), PATIENT);
        feed(URI.create("http://localhost:8080/"), PATIENT);
    }
}
