package org.escrowkit.wallet.price;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Gets an answer with a deadline for all of it and a cap on its size. Follows no redirects. TLS, trust and proxies are
 * as the JDK has them.
 */
final class PriceHttp {
    private static final int OK = 200;

    /** Connections are shared: it keeps none apart by who asks. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final Duration timeout;
    private final int cap;

    PriceHttp(Duration timeout, int cap) {
        this.timeout = timeout;
        this.cap = cap;
    }

    /** @throws IllegalArgumentException unless it is a place on the web that the predicate accepts */
    static URI requireWeb(URI place, Predicate<URI> accepted, String what) {
        boolean web = "http".equals(place.getScheme()) || "https".equals(place.getScheme());
        if (!web || place.getHost() == null || place.getRawUserInfo() != null || !accepted.test(place)) {
            throw new IllegalArgumentException(what + ": " + place.getHost());
        }
        return place;
    }

    byte[] get(URI uri) throws PriceFailure {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                CLIENT.sendAsync(request, head -> new BoundedBody(head.statusCode() == OK ? cap : 0));
        try {
            // The request's own timeout ends with the headers.
            HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new PriceFailure(PriceFault.BAD_STATUS, "HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw new PriceFailure(PriceFault.TOO_SLOW, "no whole answer in " + timeout, late);
        } catch (InterruptedException asked) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new PriceFailure(PriceFault.TOO_SLOW, "nobody waited any longer", asked);
        } catch (ExecutionException failed) {
            throw failure(failed);
        }
    }

    private PriceFailure failure(ExecutionException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BoundedBody.TooLargeException) {
                return new PriceFailure(PriceFault.TOO_LARGE, "an answer over " + cap + " bytes", failed);
            }
            if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
                return new PriceFailure(PriceFault.TOO_SLOW, "no answer in " + timeout, failed);
            }
        }
        Throwable cause = failed.getCause();
        String kind = cause instanceof IOException ? cause.getClass().getSimpleName() : String.valueOf(cause);
        return new PriceFailure(PriceFault.UNREACHABLE, "no connection, or it broke: " + kind, failed);
    }
}
