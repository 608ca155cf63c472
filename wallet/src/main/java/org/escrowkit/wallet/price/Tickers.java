package org.escrowkit.wallet.price;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.node.JsonValue;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;

/**
 * The public tickers of exchanges, as their documentation has them. The price is that of the last trade. What is not as
 * documented fails, as a {@link org.escrowkit.wallet.node.JsonException} where it is the shape: a wrong price costs
 * more than none.
 */
final class Tickers {
    /** Plain digits: no sign, no exponent, no name of a number. */
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,17}(\\.[0-9]{1,16})?");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final int BITFINEX_FIELDS = 10;
    private static final int BITFINEX_LAST = 6;

    private Tickers() {}

    /** Has no time of its own. Names the pair {@code XXBTZUSD}, or {@code XBTCHF} for younger currencies. */
    static Quote kraken(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
        if (!answer.get("error").elements().isEmpty()) {
            throw new PriceFailure(PriceFault.SAYS_ERROR, "it answers with an error");
        }
        Map<String, JsonValue> pairs = answer.get("result").fields();
        Set<String> names = Set.of("XXBTZ" + currency.getCode(), "XBT" + currency.getCode());
        requirePair(pairs.size() == 1 && names.containsAll(pairs.keySet()), currency);
        JsonValue last = pairs.values().iterator().next().get("c");
        return quote(text(last, 0), currency, answered);
    }

    /** The time is that of the last trade. Names no pair. */
    static Quote coinbase(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
        return quote(
                answer.get("price").asString(), currency, iso(answer.get("time").asString()));
    }

    /** The time is that of the ticker, in seconds. The pair is checked where it is named. */
    static Quote bitstamp(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
        String pair = answer.find("pair").map(JsonValue::asString).orElse("BTC/" + currency);
        requirePair(pair.equals("BTC/" + currency.getCode()), currency);
        String seconds = answer.get("timestamp").asString();
        if (!SECONDS.matcher(seconds).matches()) {
            throw new PriceFailure(PriceFault.MALFORMED, "its time is no number of seconds");
        }
        return quote(answer.get("last").asString(), currency, Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    /** An array of numbers: no time of its own, and no pair. An error is an array too, and begins with a word. */
    static Quote bitfinex(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
        List<JsonValue> fields = answer.elements();
        if (fields.size() < BITFINEX_FIELDS) {
            throw new PriceFailure(PriceFault.SAYS_ERROR, "fewer fields than a ticker has");
        }
        return quote(fields.get(BITFINEX_LAST).asDecimal().toString(), currency, answered);
    }

    /** The one time in it is that of the volume, which lags by minutes: no time of its own. */
    static Quote gemini(JsonValue answer, CurrencyUnit currency, Instant answered) throws PriceFailure {
        JsonValue volume = answer.get("volume");
        requirePair(volume.has("BTC") && volume.has(currency.getCode()), currency);
        return quote(answer.get("last").asString(), currency, answered);
    }

    private static String text(JsonValue array, int index) throws PriceFailure {
        List<JsonValue> elements = array.elements();
        if (elements.size() <= index) {
            throw new PriceFailure(PriceFault.MALFORMED, array.path() + " is too short");
        }
        return elements.get(index).asString();
    }

    private static void requirePair(boolean right, CurrencyUnit currency) throws PriceFailure {
        if (!right) {
            throw new PriceFailure(PriceFault.WRONG_PAIR, "it does not speak of bitcoin in " + currency);
        }
    }

    private static Instant iso(String text) throws PriceFailure {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notATime) {
            throw new PriceFailure(PriceFault.MALFORMED, "its time is not as ISO 8601 has it", notATime);
        }
    }

    private static Quote quote(String amount, CurrencyUnit currency, Instant at) throws PriceFailure {
        if (!AMOUNT.matcher(amount).matches()) {
            throw new PriceFailure(PriceFault.MALFORMED, "its price is no plain decimal");
        }
        BigDecimal exact = new BigDecimal(amount);
        if (exact.signum() == 0) {
            throw new PriceFailure(PriceFault.MALFORMED, "its price is zero");
        }
        return new Quote(Amounts.plain(new Price(BigMoney.of(currency, exact))), at);
    }
}
