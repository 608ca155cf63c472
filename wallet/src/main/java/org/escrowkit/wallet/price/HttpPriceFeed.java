package org.escrowkit.wallet.price;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.escrowkit.wallet.node.JsonException;
import org.escrowkit.wallet.node.JsonValue;
import org.joda.money.CurrencyUnit;

/**
 * An exchange's public ticker over HTTPS. Guarantees that a price is the decimal that the exchange wrote, digit for
 * digit, and that an answer which is late, too long, sent on to elsewhere or not in the documented form is a failure.
 */
public final class HttpPriceFeed implements PriceFeed {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A ticker is 500 bytes. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private final Exchange exchange;
    private final CurrencyUnit currency;
    private final URI ticker;
    private final PriceHttp http;
    private final InstantSource clock;

    private HttpPriceFeed(Exchange exchange, CurrencyUnit currency, URI ticker, PriceHttp http, InstantSource clock) {
        this.exchange = exchange;
        this.currency = currency;
        this.ticker = ticker;
        this.http = http;
        this.clock = clock;
    }

    /** The exchange's own address; waits 5 seconds for a connection and 10 for the whole answer. */
    public static HttpPriceFeed of(Exchange exchange, CurrencyUnit currency, InstantSource clock) {
        return of(exchange, currency, clock, exchange.home(), TIMEOUT);
    }

    /**
     * The same form at another address, such as a proxy's or a test's.
     *
     * @param home what comes before the exchange's own path; {@code http} only on this machine, for who sits between
     *     could set the price
     * @param timeout for the whole answer, its last byte included
     */
    public static HttpPriceFeed of(
            Exchange exchange, CurrencyUnit currency, InstantSource clock, URI home, Duration timeout) {
        PriceHttp.requireWeb(
                home,
                place -> "https".equals(place.getScheme()) || LOOPBACK.contains(place.getHost()),
                "a price comes by https, or from this machine");
        String base = home.toString().replaceFirst("/$", "");
        URI ticker = URI.create(base + exchange.path(currency.getCode()));
        return new HttpPriceFeed(exchange, currency, ticker, new PriceHttp(timeout, MOST_BYTES), clock);
    }

    @Override
    public String name() {
        return exchange.toString();
    }

    @Override
    public CurrencyUnit currency() {
        return currency;
    }

    @Override
    public PriceAnswer ask() {
        try {
            return read(exchange, currency, http.get(ticker), clock.instant());
        } catch (PriceFailure failure) {
            return failure.answer();
        }
    }

    static PriceAnswer read(Exchange exchange, CurrencyUnit currency, byte[] answer, Instant answered) {
        try {
            return new PriceAnswer.Priced(exchange.read(JsonValue.parse(answer), currency, answered));
        } catch (JsonException other) {
            return new PriceAnswer.Failed(PriceFault.MALFORMED, String.valueOf(other.getMessage()));
        } catch (PriceFailure failure) {
            return failure.answer();
        }
    }

    @Override
    public String toString() {
        return exchange + " at " + ticker;
    }
}
