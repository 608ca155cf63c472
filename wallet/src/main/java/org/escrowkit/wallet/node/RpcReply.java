package org.escrowkit.wallet.node;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From an HTTP reply to a result or to the right {@link RpcException}: the taxonomy's single home. */
final class RpcReply {
    private static final int WALLET_ERROR = -4;
    private static final int IN_WARMUP = -28;
    private static final int MAX_REASON = 500;

    private RpcReply() {}

    /** An error object counts by its code whether it comes with status 200 (JSON-RPC 2.0) or 500 (1.x). */
    static JsonValue result(String method, long id, HttpResponse<byte[]> http) {
        return read(method, http, reply -> {
            checkId(method, id, reply);
            return result(method, reply);
        });
    }

    /** A result in hex as bytes. */
    static byte[] bytes(String method, long id, HttpResponse<byte[]> http) {
        try {
            Optional<byte[]> plain = http.statusCode() == 200 ? HexResult.find(http.body(), id) : Optional.empty();
            if (plain.isPresent()) {
                return plain.get();
            }
            JsonValue result = result(method, id, http);
            byte[] text = result.asString().getBytes(StandardCharsets.UTF_8);
            return HexResult.decode(text, 0, text.length);
        } catch (JsonException | IllegalArgumentException e) {
            throw new RpcException.BadReply(method, String.valueOf(e.getMessage()), e);
        }
    }

    /** The results of a batch in the order of its ids; an error of the code that means missing is an empty one. */
    static List<Optional<JsonValue>> results(
            String method, long first, int count, int missing, HttpResponse<byte[]> http) {
        return read(method, http, reply -> {
            // A node that cannot take the batch at all answers with one error for all of it.
            if (!reply.isArray()) {
                throw reply.find("error")
                        .map(error -> failure(method, error))
                        .orElseGet(() -> new RpcException.BadReply(method, "no batch of replies"));
            }
            List<@Nullable JsonValue> byCall = new ArrayList<>(Collections.nCopies(count, null));
            for (JsonValue one : reply.elements()) {
                long place = one.get("id").isNull() ? -1 : one.get("id").asLong() - first;
                if (place < 0 || place >= count || byCall.set((int) place, one) != null) {
                    throw new RpcException.BadReply(method, "a reply in the batch has the id of another call");
                }
            }
            List<Optional<JsonValue>> results = new ArrayList<>(count);
            for (JsonValue one : byCall) {
                if (one == null) {
                    throw new RpcException.BadReply(method, "a reply is missing in the batch");
                }
                results.add(isError(one, missing) ? Optional.empty() : Optional.of(result(method, one)));
            }
            return results;
        });
    }

    private static boolean isError(JsonValue reply, int code) {
        return reply.find("error")
                .filter(error -> error.get("code").asInt() == code)
                .isPresent();
    }

    private static <T> T read(String method, HttpResponse<byte[]> http, Function<JsonValue, T> reading) {
        if (http.statusCode() == 401) {
            throw new RpcException.Unavailable(method, "HTTP 401: the node does not know these credentials", null);
        }
        if (http.statusCode() == 503) {
            throw new RpcException.Unavailable(method, "HTTP 503: the node has too many calls waiting", null);
        }
        try {
            T result = reading.apply(JsonValue.parse(http.body()));
            if (http.statusCode() != 200) {
                throw new RpcException.BadReply(method, "HTTP " + http.statusCode() + " with a result");
            }
            return result;
        } catch (JsonException e) {
            throw new RpcException.BadReply(method, "HTTP " + http.statusCode() + ", " + e.getMessage(), e);
        }
    }

    private static JsonValue result(String method, JsonValue reply) {
        if (reply.find("error").isPresent()) {
            throw failure(method, reply.get("error"));
        }
        return reply.get("result");
    }

    private static void checkId(String method, long id, JsonValue reply) {
        if (reply.get("id").isNull() || reply.get("id").asLong() != id) {
            throw new RpcException.BadReply(method, "the reply has the id of another call");
        }
    }

    private static RpcException failure(String method, JsonValue error) {
        int code = error.get("code").asInt();
        String message = error.get("message").asString();
        String reason = message.length() > MAX_REASON ? message.substring(0, MAX_REASON) : message;
        boolean rescanning =
                code == WALLET_ERROR && message.toLowerCase(Locale.ROOT).contains("rescanning");
        if (code == IN_WARMUP || rescanning) {
            return new RpcException.Unavailable(method, "error " + code + ": " + reason, null);
        }
        return new RpcException.Rejected(method, code, reason);
    }
}
