package org.escrowkit.wallet.node;

import org.jspecify.annotations.Nullable;

/**
 * A call to the node failed. The subtype says what the caller may do next; it is not a guess from the message.
 *
 * <p>Messages hold the method, a code and the node's own words, never parameters, credentials or raw transactions.
 */
public abstract sealed class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String method;

    private RpcException(String method, String problem, @Nullable Throwable cause) {
        super(method + ": " + problem, cause);
        this.method = method;
    }

    /** The method that was called. */
    public String method() {
        return method;
    }

    /**
     * Retry later: the node cannot be reached, starts up (-28), rescans (-4), is overloaded (503), does not know our
     * credentials (401, the cookie read again), or did not answer a read in time. Nothing was changed by the call.
     */
    public static final class Unavailable extends RpcException {
        private static final long serialVersionUID = 1;

        public Unavailable(String method, String problem, @Nullable Throwable cause) {
            super(method, problem, cause);
        }
    }

    /**
     * Verify, then retry: a call that may change something was sent and its answer was lost, so it may have happened.
     */
    public static final class OutcomeUnknown extends RpcException {
        private static final long serialVersionUID = 1;

        public OutcomeUnknown(String method, String problem, @Nullable Throwable cause) {
            super(method, problem, cause);
        }
    }

    /** The node understood and said no: the same call will fail again while the world stays as it is. */
    public static final class Rejected extends RpcException {
        private static final long serialVersionUID = 1;

        private final int code;
        private final String reason;

        public Rejected(String method, int code, String reason) {
            super(method, "error " + code + ": " + reason, null);
            this.code = code;
            this.reason = reason;
        }

        /** Bitcoin Core's error code, such as -5, -8, -22, -25, -26 or -27. */
        public int code() {
            return code;
        }

        /** The node's own words, at most 500 characters of them. */
        public String reason() {
            return reason;
        }
    }

    /**
     * The answer is not what the protocol says: no JSON, another call's id, over the size cap, an unexpected shape,
     * bytes that are not what was asked for. Something other than a sound node answers: alarm. A call that may change
     * something may have happened.
     */
    public static final class BadReply extends RpcException {
        private static final long serialVersionUID = 1;

        public BadReply(String method, String problem) {
            super(method, problem, null);
        }

        public BadReply(String method, String problem, Throwable cause) {
            super(method, problem, cause);
        }
    }
}
