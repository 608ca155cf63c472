package org.escrowkit.wallet.node;

import java.net.http.HttpResponse;
import java.util.Locale;

/** From an HTTP reply to a result or to the right {@link RpcException}: the taxonomy's single home. */
final class RpcReply {
    private static final int WALLET_ERROR = -4;
    private static final int IN_WARMUP = -28;
    private static final int MAX_REASON = 500;

    private RpcReply() {}

    /** An error object counts by its code whether it comes with status 200 (JSON-RPC 2.0) or 500 (1.x). */
    static JsonValue result(String method, long id, HttpResponse<byte[]> http) {
        if (http.statusCode() == 401) {
            throw new RpcException.Unavailable(method, "HTTP 401: the node does not know these credentials", null);
        }
        if (http.statusCode() == 503) {
            throw new RpcException.Unavailable(method, "HTTP 503: the node has too many calls waiting", null);
        }
        try {
            JsonValue reply = JsonValue.parse(http.body());
            checkId(method, id, reply);
            if (reply.find("error").isPresent()) {
                throw failure(method, reply.get("error"));
            }
            JsonValue result = reply.get("result");
            if (http.statusCode() != 200) {
                throw new RpcException.BadReply(method, "HTTP " + http.statusCode() + " with a result");
            }
            return result;
        } catch (JsonException e) {
            throw new RpcException.BadReply(method, "HTTP " + http.statusCode() + ", " + e.getMessage(), e);
        }
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
