package org.escrowkit.wallet.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One exchange, with a deadline for all of it and a cap on the reply. Shares a pool of connections. */
final class RpcHttp {
    private final HttpClient http;
    private final Duration requestTimeout;
    private final BodyDeadlines deadlines = new BodyDeadlines();
    private final int maxBody;

    RpcHttp(Duration connectTimeout, Duration requestTimeout, int maxBody) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                // The password travels in every request: to the node, not through a proxy the machine has set.
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        this.requestTimeout = requestTimeout;
        this.maxBody = maxBody;
    }

    /** The reply is longer than the cap; the rest of it was not read. */
    static final class BodyTooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        BodyTooLargeException(int cap) {
            super("reply over " + cap + " bytes");
        }
    }

    HttpResponse<byte[]> post(URI uri, String authorization, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .timeout(requestTimeout)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return exchange(request, maxBody);
    }

    /** Without the password, which the node's REST interface does not ask for. */
    HttpResponse<byte[]> get(URI uri, int cap) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(requestTimeout).GET().build();
        return exchange(request, Math.min(cap, maxBody));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, int cap) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + requestTimeout.toNanos();
        try {
            // The request's timeout ends with the headers: a body that stalls has to be ended by its reader. And send,
            // not sendAsync, which would hand each call from thread to thread and take three times as long.
            return http.send(request, head -> {
                long announced =
                        head.headers().firstValueAsLong("Content-Length").orElse(0);
                return new CappedBody(cap, announced, deadlines, deadline);
            });
        } catch (IOException e) {
            throw unwrapped(e);
        }
    }

    /** The client wraps what a reader of the body fails with. */
    private IOException unwrapped(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return tooLarge;
            }
            if (cause instanceof TimeoutException) {
                HttpTimeoutException timeout = new HttpTimeoutException("no complete reply in " + requestTimeout);
                timeout.initCause(e);
                return timeout;
            }
        }
        return e;
    }

    private static final class CappedBody implements HttpResponse.BodySubscriber<byte[]> {
        /** What is set aside before the first byte came, whatever was announced. */
        private static final int MOST_ON_TRUST = 1 << 20;

        private final int cap;
        private final long announced;
        private byte[] bytes;
        private int size;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final CompletableFuture<byte[]> outcome;
        private volatile Flow.@Nullable Subscription subscription;

        CappedBody(int cap, long announced, BodyDeadlines deadlines, long deadline) {
            this.cap = cap;
            this.announced = announced;
            this.bytes = new byte[(int) Math.max(0, Math.min(announced, Math.min(cap, MOST_ON_TRUST)))];
            outcome = deadlines.add(body, deadline).whenComplete((read, problem) -> {
                Flow.Subscription source = subscription;
                if (problem != null && source != null) {
                    source.cancel();
                }
            });
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return outcome;
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
            if (announced > cap) {
                body.completeExceptionally(new BodyTooLargeException(cap));
                source.cancel();
            } else {
                source.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (body.isDone()) {
                    return;
                }
                if (part.remaining() > cap - size) {
                    body.completeExceptionally(new BodyTooLargeException(cap));
                    return;
                }
                append(part);
            }
        }

        /** Grows twofold with what has come, at most to what was announced if that is enough. */
        private void append(ByteBuffer part) {
            int needed = size + part.remaining();
            if (needed > bytes.length) {
                long twofold = Math.max(needed, 2L * size);
                long length = announced >= needed ? Math.min(twofold, announced) : twofold;
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, cap));
            }
            int from = size;
            size = needed;
            part.get(bytes, from, part.remaining());
        }

        @Override
        public void onError(Throwable problem) {
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            body.complete(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }
    }
}
