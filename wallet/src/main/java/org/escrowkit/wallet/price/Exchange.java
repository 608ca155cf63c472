package org.escrowkit.wallet.price;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.node.JsonValue;
import org.joda.money.CurrencyUnit;

/**
 * Exchanges whose public ticker needs no account. All give the price of the last trade. Those without a time of their
 * own get that of their answer: a ticker that stands still there is not seen by its age.
 */
public enum Exchange {
    /** {@code /0/public/Ticker}; no time of its own. */
    KRAKEN("https://api.kraken.com") {
        @Override
        String path(String code) {
            return "/0/public/Ticker?pair=XBT" + code;
        }

        @Override
        Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
            return Tickers.kraken(answer, currency, answered);
        }
    },

    /** {@code /products/BTC-USD/ticker} of Coinbase Exchange; the time of the last trade, and no pair in the answer. */
    COINBASE("https://api.exchange.coinbase.com") {
        @Override
        String path(String code) {
            return "/products/BTC-" + code + "/ticker";
        }

        @Override
        Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
            return Tickers.coinbase(answer, currency, answered);
        }
    },

    /** {@code /api/v2/ticker/btcusd/}; the time of the ticker. */
    BITSTAMP("https://www.bitstamp.net") {
        @Override
        String path(String code) {
            return "/api/v2/ticker/btc" + code.toLowerCase(Locale.ROOT) + "/";
        }

        @Override
        Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
            return Tickers.bitstamp(answer, currency, answered);
        }
    },

    /** {@code /v2/ticker/tBTCUSD}; no time of its own, and no pair in the answer. */
    BITFINEX("https://api-pub.bitfinex.com") {
        @Override
        String path(String code) {
            return "/v2/ticker/tBTC" + code;
        }

        @Override
        Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
            return Tickers.bitfinex(answer, currency, answered);
        }
    },

    /** {@code /v1/pubticker/btcusd}; no time of its own. */
    GEMINI("https://api.gemini.com") {
        @Override
        String path(String code) {
            return "/v1/pubticker/btc" + code.toLowerCase(Locale.ROOT);
        }

        @Override
        Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
            return Tickers.gemini(answer, currency, answered);
        }
    };

    private final URI home;

    Exchange(String home) {
        this.home = URI.create(home);
    }

    /** Where its public interface is. */
    public URI home() {
        return home;
    }

    /** @param code of a currency, in capitals */
    abstract String path(String code);

    abstract Quote read(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure;

    /** In small letters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
