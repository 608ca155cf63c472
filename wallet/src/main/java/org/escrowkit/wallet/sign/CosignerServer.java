package org.escrowkit.wallet.sign;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.PartyMessage;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers coordinators over HTTP for one party: {@code POST /cosign}. Guarantees that only requests which a known key
 * has signed (BIP340), for this party and within five minutes of its clock, reach the party, and that each reply is
 * signed by the party's contract key. The same bytes again get the same reply, and a nonce is good for one request.
 * Bodies, threads and what waits for them are bounded.
 *
 * <p>It speaks plain HTTP: put TLS before it. The JDK's server ends connections that dawdle only where the system
 * properties {@code sun.net.httpserver.maxReqTime} and {@code sun.net.httpserver.maxRspTime} (seconds) say so when the
 * process starts.
 */
public final class CosignerServer implements AutoCloseable {
    static final String PATH = "/cosign";

    /** What a request's time may differ by, either way. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(CosignerServer.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 16;
    private static final int MOST_NONCES = 100_000;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int FAILED = 500;

    private record Response(int status, ByteString body) {
        static Response of(int status) {
            return new Response(status, ByteString.EMPTY);
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Cosigner cosigner;
    private final ContractSecret key;
    private final Set<ByteString> coordinators;
    private final InstantSource clock;

    /** Which request had a nonce. Longer than the window lasts at both of its ends. */
    private final Cache<ByteString, ByteString> nonces;

    private CosignerServer(
            HttpServer server,
            Cosigner cosigner,
            ContractSecret key,
            Set<ByteString> coordinators,
            InstantSource clock) {
        this.server = server;
        this.cosigner = cosigner;
        this.key = key;
        this.coordinators = Set.copyOf(coordinators);
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE));
        this.nonces = CacheBuilder.newBuilder()
                .maximumSize(MOST_NONCES)
                .expireAfterWrite(WINDOW.multipliedBy(3))
                .build();
    }

    /**
     * Serves from now on.
     *
     * @param at port 0 for any that is free
     * @param cosigner what answers, for instance a {@link PartyCosigner}
     * @param key the party's, which replies are signed with
     * @param coordinators the x-only keys of those who may ask
     * @param clock by which requests are fresh
     * @throws UncheckedIOException if the address cannot be used
     */
    public static CosignerServer start(
            InetSocketAddress at,
            Cosigner cosigner,
            ContractSecret key,
            Set<ByteString> coordinators,
            InstantSource clock) {
        try {
            HttpServer server = HttpServer.create(at, QUEUE);
            var serving = new CosignerServer(server, cosigner, key, coordinators, clock);
            server.setExecutor(serving.threads);
            server.createContext("/", serving::handle);
            server.start();
            return serving;
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Response response = respond(exchange);
            byte[] body = response.body().toByteArray();
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Response respond(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            return Response.of(NOT_FOUND);
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Response.of(METHOD_NOT_ALLOWED);
        }
        byte[] body = exchange.getRequestBody().readNBytes(CosignCodec.MOST_BYTES + 1);
        if (body.length > CosignCodec.MOST_BYTES) {
            return Response.of(TOO_LARGE);
        }
        try {
            return answer(CosignCodec.decodeAsked(ByteString.of(body)));
        } catch (MalformedException malformed) {
            LOG.debug("a request that is none: {}", malformed.getMessage());
            return Response.of(BAD_REQUEST);
        } catch (RuntimeException bug) {
            LOG.error("no answer to a request", bug);
            return Response.of(FAILED);
        }
    }

    private Response answer(CosignCodec.Asked asked) {
        var message = new PartyMessage(PartyMessage.Purpose.COSIGN_REQUEST, asked.signedBytes());
        ByteString identity = ByteString.of(message.hash().getBytes());
        if (!isGenuine(asked, message)) {
            return Response.of(UNAUTHORIZED);
        }
        ByteString first = Optional.ofNullable(
                        nonces.asMap().putIfAbsent(asked.head().nonce(), identity))
                .orElse(identity);
        if (!first.equals(identity)) {
            return Response.of(CONFLICT);
        }
        Cosigner.Reply reply = cosigner.ask(asked.request());
        var said = new PartyMessage(PartyMessage.Purpose.COSIGN_REPLY, CosignCodec.unsigned(identity, reply));
        return new Response(OK, CosignCodec.encode(new CosignCodec.Answered(identity, reply, key.sign(said))));
    }

    private boolean isGenuine(CosignCodec.Asked asked, PartyMessage message) {
        CosignCodec.Head head = asked.head();
        Duration away = Duration.between(head.at(), clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .abs();
        return coordinators.contains(head.from())
                && head.to().equals(key.publicKey())
                && away.compareTo(WINDOW) <= 0
                && message.isSignedBy(head.from(), asked.signature());
    }

    /** Ends what is being answered too: who asked will ask again. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
