package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tickers in the shapes that the exchanges' documentation has, and in shapes that it has not. */
class ExchangeTest {
    static final String KRAKEN = """
            {"error":[],"result":{"XXBTZUSD":{"a":["64010.10000","1","1.000"],"b":["64010.00000","2","2.000"],
            "c":["64001.50000","0.01686188"],"v":["1414.57420708","1686.74719574"],"p":["63497.35370","63478.05822"],
            "t":[20034,23808],"l":["63229.80000","63229.80000"],"h":["64826.30000","64826.30000"],"o":"63428.20000"}}}""";
    static final String COINBASE = """
            {"ask":"64010.1","bid":"64010","volume":"5602.03940154","trade_id":86326522,"price":"64001.5",
            "size":"0.00698254","time":"2026-01-01T00:00:00.250000Z","rfq_volume":"17.2"}""";
    static final String BITSTAMP = """
            {"timestamp":"1767225600","open":"63237","high":"64588","low":"63191","last":"64001.5",
            "volume":"1808.78361","vwap":"63381","bid":"64000","ask":"64002","side":"1","open_24":"63700",
            "percent_change_24":"0.56","market_type":"SPOT","pair":"BTC/USD","market":"BTC/USD"}""";
    static final String BITFINEX = "[64000,31.2,64003,28.1,764.5,0.01208,64001.5,1402.6,64826.3,63229.8]";
    static final String GEMINI = """
            {"bid":"64000.00","ask":"64003.00","volume":{"BTC":"1615.46861748","USD":"102727307.57545006088",
            "timestamp":1767225300000},"last":"64001.50"}""";

    /** When our clock says that the answer came. */
    private static final Instant ANSWERED = Instant.parse("2026-01-01T00:00:03Z");

    private static String golden(Exchange exchange) {
        return switch (exchange) {
            case KRAKEN -> KRAKEN;
            case COINBASE -> COINBASE;
            case BITSTAMP -> BITSTAMP;
            case BITFINEX -> BITFINEX;
            case GEMINI -> GEMINI;
        };
    }

    private static String path(Exchange exchange) {
        return switch (exchange) {
            case KRAKEN -> "/0/public/Ticker?pair=XBTUSD";
            case COINBASE -> "/products/BTC-USD/ticker";
            case BITSTAMP -> "/api/v2/ticker/btcusd/";
            case BITFINEX -> "/v2/ticker/tBTCUSD";
            case GEMINI -> "/v1/pubticker/btcusd";
        };
    }

    private static PriceAnswer ask(Exchange exchange, CurrencyUnit currency, String answer) throws IOException {
        try (LocalServer server = LocalServer.saying(answer)) {
            return HttpPriceFeed.of(exchange, currency, () -> ANSWERED, server.uri(), Duration.ofSeconds(20))
                    .ask();
        }
    }

    private static void fails(PriceFault fault, Exchange exchange, String answer) throws IOException {
        PriceAnswer given = ask(exchange, CurrencyUnit.USD, answer);
        assertEquals(
                fault,
                assertInstanceOf(PriceAnswer.Failed.class, given, () -> exchange + ": " + answer)
                        .fault(),
                () -> exchange + ": " + answer + ": " + given);
    }

    @TestFactory
    Stream<DynamicTest> theDocumentedAnswerIsRead() {
        return Stream.of(Exchange.values())
                .map(exchange -> DynamicTest.dynamicTest(exchange.name(), () -> {
                    try (LocalServer server = LocalServer.saying(golden(exchange))) {
                        PriceFeed feed = HttpPriceFeed.of(
                                exchange, CurrencyUnit.USD, () -> ANSWERED, server.uri(), Duration.ofSeconds(20));
                        Instant at = switch (exchange) {
                            case COINBASE -> Instant.parse("2026-01-01T00:00:00.25Z");
                            case BITSTAMP -> Instant.parse("2026-01-01T00:00:00Z");
                            case KRAKEN, BITFINEX, GEMINI -> ANSWERED;
                        };
                        assertEquals(new PriceAnswer.Priced(new Quote(Price.parse("USD 64001.50"), at)), feed.ask());
                        assertEquals(List.of(path(exchange)), server.asked);
                    }
                }));
    }

    @Test
    void theExchangesOwnAddressesAreSafe() {
        for (Exchange exchange : Exchange.values()) {
            assertEquals("https", exchange.home().getScheme());
        }
    }

    /** The price in a golden answer, replaced by text that a careless parser would take. */
    @TestFactory
    Stream<DynamicTest> whatIsNoPlainDecimalAboveZeroIsRefused() {
        List<String> bad = List.of(
                "-64001.5",
                "+64001.5",
                "0",
                "0.00",
                "6.4e4",
                "6.4E4",
                "1e999999999",
                "NaN",
                "Infinity",
                "",
                " ",
                "64,001.5",
                "64001.",
                ".5",
                "0x10",
                "64001.5 1",
                "6".repeat(18),
                "1." + "1".repeat(17),
                "1".repeat(120));
        return Stream.of(Exchange.values())
                .map(exchange -> DynamicTest.dynamicTest(exchange.name(), () -> {
                    for (String text : bad) {
                        fails(PriceFault.MALFORMED, exchange, withPrice(exchange, text));
                    }
                }));
    }

    private static String withPrice(Exchange exchange, String text) {
        String golden = golden(exchange);
        return switch (exchange) {
            case KRAKEN -> golden.replace("64001.50000", text);
            case GEMINI -> golden.replace("64001.50", text);
            case COINBASE, BITSTAMP, BITFINEX -> golden.replace("64001.5", text);
        };
    }

    /** Each field in turn is missing, null or of another type: only those may be, which are not read. */
    @TestFactory
    Stream<DynamicTest> aMissingFieldIsRefused() {
        return Stream.of(
                        new String[] {"KRAKEN", "\"error\":[],", "\"c\":[\"64001.50000\",\"0.01686188\"],"},
                        new String[] {"COINBASE", "\"price\":\"64001.5\",", "\"time\":\"2026-01-01T00:00:00.250000Z\","
                        },
                        new String[] {"BITSTAMP", "\"timestamp\":\"1767225600\",", "\"last\":\"64001.5\","},
                        new String[] {"GEMINI", ",\"last\":\"64001.50\""})
                .map(parts -> DynamicTest.dynamicTest(parts[0], () -> {
                    Exchange exchange = Exchange.valueOf(parts[0]);
                    for (int i = 1; i < parts.length; i++) {
                        String without = golden(exchange).replace(parts[i], "");
                        assertEquals(golden(exchange).length() - parts[i].length(), without.length());
                        fails(PriceFault.MALFORMED, exchange, without);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotTheShapeIsRefused() {
        List<String> bad = List.of(
                "",
                "<html><body>502 Bad Gateway</body></html>",
                "null",
                "64001.5",
                "\"64001.5\"",
                "{}",
                "true",
                "[".repeat(5000),
                "{\"a\":".repeat(5000));
        return Stream.of(Exchange.values())
                .map(exchange -> DynamicTest.dynamicTest(exchange.name(), () -> {
                    for (String text : bad) {
                        fails(PriceFault.MALFORMED, exchange, text);
                    }
                    String golden = golden(exchange);
                    fails(PriceFault.MALFORMED, exchange, golden.substring(0, golden.length() / 2));
                    fails(PriceFault.MALFORMED, exchange, golden + golden);
                }));
    }

    @Test
    void anotherPairIsRefused() throws IOException {
        fails(PriceFault.WRONG_PAIR, Exchange.KRAKEN, KRAKEN.replace("XXBTZUSD", "XXBTZEUR"));
        fails(PriceFault.WRONG_PAIR, Exchange.KRAKEN, KRAKEN.replace("XXBTZUSD", "XETHZUSD"));
        fails(PriceFault.WRONG_PAIR, Exchange.KRAKEN, "{\"error\":[],\"result\":{}}");
        fails(
                PriceFault.WRONG_PAIR,
                Exchange.BITSTAMP,
                BITSTAMP.replace("\"pair\":\"BTC/USD\"", "\"pair\":\"BTC/EUR\""));
        fails(PriceFault.WRONG_PAIR, Exchange.GEMINI, GEMINI.replace("\"USD\"", "\"EUR\""));
        fails(PriceFault.WRONG_PAIR, Exchange.GEMINI, GEMINI.replace("\"BTC\"", "\"ETH\""));
    }

    @Test
    void anErrorInTheAnswerIsRefused() throws IOException {
        fails(PriceFault.SAYS_ERROR, Exchange.KRAKEN, "{\"error\":[\"EQuery:Unknown asset pair\"]}");
        fails(PriceFault.SAYS_ERROR, Exchange.BITFINEX, "[\"error\",10020,\"symbol: invalid\"]");
        fails(PriceFault.MALFORMED, Exchange.COINBASE, "{\"message\":\"NotFound\"}");
        fails(PriceFault.MALFORMED, Exchange.GEMINI, "{\"result\":\"error\",\"reason\":\"Bad Request\"}");
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws IOException {
        for (String time : List.of("", "now", "-1767225600", "1767225600.5", "176722560000", "1e9")) {
            fails(PriceFault.MALFORMED, Exchange.BITSTAMP, BITSTAMP.replace("1767225600", time));
        }
        for (String time : List.of("", "1767225600", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00")) {
            fails(PriceFault.MALFORMED, Exchange.COINBASE, COINBASE.replace("2026-01-01T00:00:00.250000Z", time));
        }
    }

    @Test
    void otherCurrenciesHaveTheirOwnPathsAndPairs() throws IOException {
        CurrencyUnit chf = CurrencyUnit.of("CHF");
        String code = chf.getCode();
        var franc = new PriceAnswer.Priced(new Quote(Price.parse("CHF 64001.50"), ANSWERED));
        assertEquals(franc, ask(Exchange.KRAKEN, chf, KRAKEN.replace("XXBTZUSD", "XBTCHF")));
        assertEquals("/products/BTC-CHF/ticker", Exchange.COINBASE.path(code));
        assertEquals("/api/v2/ticker/btcchf/", Exchange.BITSTAMP.path(code));
        assertEquals("/v1/pubticker/btcchf", Exchange.GEMINI.path(code));
        assertEquals("/v2/ticker/tBTCCHF", Exchange.BITFINEX.path(code));
    }

    @Test
    void everyDigitIsKept() throws IOException {
        String fine = "64001.1234567890123456";
        PriceAnswer answer = ask(Exchange.BITFINEX, CurrencyUnit.USD, BITFINEX.replace("64001.5", fine));
        assertEquals(new PriceAnswer.Priced(new Quote(usd(fine), ANSWERED)), answer);
    }
}
