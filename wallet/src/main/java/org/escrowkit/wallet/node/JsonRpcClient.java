package org.escrowkit.wallet.node;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC to a Bitcoin Core node over HTTP/1.1. A call returns the result that belongs to it, exact to the digit, or
 * fails with the {@link RpcException} that says what may be done next.
 *
 * <p>Every call ends within the request timeout, plus as much again after a stale connection or a changed cookie. A
 * reply over 64 MiB is cut off. Only reads are ever sent a second time: a method that is not known to be a read may
 * have happened when its answer is lost, and then fails as {@link RpcException.OutcomeUnknown}. The log (debug) holds
 * methods and durations only. Safe for use by many threads.
 */
public final class JsonRpcClient {
    private static final Logger log = LoggerFactory.getLogger(JsonRpcClient.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_REPLY = 64 * 1024 * 1024;

    /** What stands for a method in messages and in the log. */
    private static final String REST = "rest";

    /** One attempt; each sends the same. */
    private interface Exchange {
        HttpResponse<byte[]> run() throws IOException, InterruptedException;
    }

    private final RpcHttp http;
    private final AtomicLong ids;
    private final AtomicLong reconnects = new AtomicLong();
    private final RpcCredentials credentials;
    private final URI node;
    private final URI uri;

    private JsonRpcClient(RpcHttp http, AtomicLong ids, RpcCredentials credentials, URI node, URI uri) {
        this.http = http;
        this.ids = ids;
        this.credentials = credentials;
        this.node = node;
        this.uri = uri;
    }

    /** A client that waits 5 seconds for a connection and 60 for a reply. */
    public static JsonRpcClient of(URI endpoint, RpcCredentials credentials) {
        return of(endpoint, credentials, CONNECT_TIMEOUT, REQUEST_TIMEOUT);
    }

    /**
     * A client of the node at an endpoint such as {@code http://127.0.0.1:8332}. The request timeout is for a whole
     * exchange, the reply's last byte included. Over {@code http} the password travels in the clear: loopback, or a
     * network of one's own.
     */
    public static JsonRpcClient of(
            URI endpoint, RpcCredentials credentials, Duration connectTimeout, Duration requestTimeout) {
        return of(endpoint, credentials, connectTimeout, requestTimeout, MAX_REPLY);
    }

    static JsonRpcClient of(
            URI endpoint, RpcCredentials credentials, Duration connectTimeout, Duration requestTimeout, int maxReply) {
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an endpoint is http or https, a host and a port, without a user");
        }
        RpcHttp http = new RpcHttp(connectTimeout, requestTimeout, maxReply);
        return new JsonRpcClient(http, new AtomicLong(), credentials, endpoint, endpoint);
    }

    /** A client of this wallet of the same node, on the same connections; the empty name is the default wallet's. */
    public JsonRpcClient forWallet(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        String base = node.toString().replaceFirst("/$", "");
        return new JsonRpcClient(http, ids, credentials, node, URI.create(base + "/wallet/" + encoded));
    }

    /**
     * Calls a method and waits for its result, which may be JSON's null.
     *
     * @param params String, Integer, Long, BigInteger, BigDecimal, Boolean, null, JsonValue, and Lists and Maps of
     *     these
     */
    public JsonValue call(String method, @Nullable Object... params) {
        long id = ids.incrementAndGet();
        return timed(method, () -> RpcReply.result(method, id, authorized(method, request(id, method, params))));
    }

    /** As {@link #call}, for a result that is a string of hex: its bytes, without a detour over the text. */
    byte[] callForBytes(String method, @Nullable Object... params) {
        long id = ids.incrementAndGet();
        return timed(method, () -> RpcReply.bytes(method, id, authorized(method, request(id, method, params))));
    }

    /**
     * Many calls of one method in one exchange: the results in the order of the calls, each the one with its call's id.
     *
     * @param missing the error code that means an empty result; any other fails the batch
     */
    List<Optional<JsonValue>> batch(String method, int missing, List<List<Object>> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        long first = ids.getAndAdd(calls.size()) + 1;
        List<Object> batch = new ArrayList<>();
        for (List<Object> params : calls) {
            batch.add(call(first + batch.size(), method, params));
        }
        byte[] request = JsonWriter.write(batch);
        return timed(method, () -> RpcReply.results(method, first, calls.size(), missing, authorized(method, request)));
    }

    /** A file of the node's REST interface, by its path from {@code rest/}; sends no credentials. */
    HttpResponse<byte[]> rest(String path, int cap) {
        URI file = URI.create(node.toString().replaceFirst("/$", "") + "/rest/" + path);
        return timed(REST, () -> sent(REST, () -> http.get(file, cap)));
    }

    /** Grows whenever a call met a closed connection or a new cookie: another node may answer now. */
    long reconnects() {
        return reconnects.get();
    }

    private static <T> T timed(String method, Supplier<T> exchange) {
        long started = System.nanoTime();
        try {
            return exchange.get();
        } finally {
            log.debug("{} took {} ms", method, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        }
    }

    private static byte[] request(long id, String method, @Nullable Object... params) {
        return JsonWriter.write(call(id, method, Arrays.asList(params)));
    }

    private static Map<String, Object> call(long id, String method, List<?> params) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", id);
        request.put("method", method);
        request.put("params", params);
        return request;
    }

    /** A node writes a new cookie at each start: on 401 the file is read again, once. */
    private HttpResponse<byte[]> authorized(String method, byte[] request) {
        try {
            String header = credentials.header();
            HttpResponse<byte[]> reply = sent(method, header, request);
            if (reply.statusCode() != 401) {
                return reply;
            }
            String fresh = credentials.freshHeader();
            if (fresh.equals(header)) {
                return reply;
            }
            reconnects.incrementAndGet();
            return sent(method, fresh, request);
        } catch (IOException e) {
            throw new RpcException.Unavailable(method, "the credentials cannot be read", e);
        }
    }

    private HttpResponse<byte[]> sent(String method, String authorization, byte[] request) {
        return sent(method, () -> http.post(uri, authorization, request));
    }

    private HttpResponse<byte[]> sent(String method, Exchange exchange) {
        try {
            return exchange.run();
        } catch (IOException e) {
            // The node closes idle connections (rpcservertimeout, 30 s); a call can meet one just as it is closed.
            boolean dropped = !(e instanceof HttpTimeoutException
                    || e instanceof ConnectException
                    || e instanceof RpcHttp.BodyTooLargeException);
            return dropped && isRead(method) ? sentAgain(method, exchange) : failed(method, e);
        } catch (InterruptedException e) {
            throw interrupted(method, e);
        }
    }

    private HttpResponse<byte[]> sentAgain(String method, Exchange exchange) {
        reconnects.incrementAndGet();
        try {
            return exchange.run();
        } catch (IOException e) {
            return failed(method, e);
        } catch (InterruptedException e) {
            throw interrupted(method, e);
        }
    }

    private static boolean isRead(String method) {
        return method.equals(REST) || RpcReads.isRead(method);
    }

    private static HttpResponse<byte[]> failed(String method, IOException e) {
        if (e instanceof RpcHttp.BodyTooLargeException) {
            throw new RpcException.BadReply(method, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
            throw new RpcException.Unavailable(method, "no connection to the node", e);
        }
        throw lost(method, e instanceof HttpTimeoutException ? "no reply in time" : "the connection broke", e);
    }

    private static RpcException interrupted(String method, InterruptedException e) {
        Thread.currentThread().interrupt();
        return lost(method, "interrupted", e);
    }

    private static RpcException lost(String method, String problem, Exception e) {
        return isRead(method)
                ? new RpcException.Unavailable(method, problem, e)
                : new RpcException.OutcomeUnknown(method, problem, e);
    }
}
