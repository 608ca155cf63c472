package org.escrowkit.wallet.price;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;

/**
 * Gives one source's attestations to whoever asks: {@code GET /prices?after=N} is answered with Base64 (RFC 4648) of
 * {@link EvidenceCodec}'s bytes, prices only: those with numbers above N, lowest first, 200 at the most; without
 * {@code after} from the first one kept. Anything else is answered with 404. Reads nothing but a book, holds no key,
 * and keeps four requests under way at most. Speaks plain HTTP: what is signed needs no TLS, and a proxy before it can
 * give it, and limit who asks how often.
 */
public final class AttestationServer implements AutoCloseable {
    /** Of one answer. */
    static final int PAGE = 200;

    private static final int THREADS = 4;
    private static final int BACKLOG = 64;
    private static final int STOP_SECONDS = 0;
    private static final Pattern QUERY = Pattern.compile("after=([0-9]{1,18})");

    private final HttpServer server;
    private final ExecutorService threads;
    private final PriceBook book;
    private final String source;

    private AttestationServer(HttpServer server, ExecutorService threads, PriceBook book, String source) {
        this.server = server;
        this.threads = threads;
        this.book = book;
        this.source = source;
    }

    /**
     * @param address with port 0 for any that is free
     * @param book stays the caller's to close
     * @param source whose prices it gives
     */
    public static AttestationServer start(InetSocketAddress address, PriceBook book, String source) throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "escrowkit-attestations");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        AttestationServer made = new AttestationServer(server, threads, book, source);
        server.createContext("/", made::answer);
        server.start();
        return made;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            Matcher after = QUERY.matcher(query == null ? "after=0" : query);
            boolean known = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getRawPath().equals("/prices")
                    && after.matches();
            if (!known) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            List<PriceAttestation> prices = book.after(source, Long.parseLong(after.group(1)), PAGE);
            byte[] evidence = EvidenceCodec.encode(Evidence.of(prices)).toByteArray();
            byte[] body = Base64.getEncoder().encode(evidence);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=" + StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.shutdownNow();
    }
}
