package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Price;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;

/** An answer of a source, read in each exchange's form and as an oracle's: a price, or one of the named failures. */
class PriceAnswerFuzzTest {
    private static final Set<PriceFault> OF_FORM =
            Set.of(PriceFault.MALFORMED, PriceFault.WRONG_PAIR, PriceFault.SAYS_ERROR);

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PriceAnswerFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), PriceAnswerFuzzTest::check);
    }

    static List<byte[]> seeds() {
        PriceStatement said = new PriceStatement("market", 1, usd("60000"), START);
        PriceAttestation price = new PriceAttestation(said, ByteString.of(new byte[64]));
        byte[] evidence = EvidenceCodec.encode(Evidence.of(List.of(price))).toByteArray();
        return Stream.of(
                        ExchangeTest.KRAKEN,
                        ExchangeTest.COINBASE,
                        ExchangeTest.BITSTAMP,
                        ExchangeTest.BITFINEX,
                        ExchangeTest.GEMINI,
                        Base64.getEncoder().encodeToString(evidence))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void check(byte[] input) {
        for (Exchange exchange : Exchange.values()) {
            PriceAnswer answer = HttpPriceFeed.read(exchange, CurrencyUnit.USD, input, START);
            if (answer instanceof PriceAnswer.Failed failed) {
                assertTrue(OF_FORM.contains(failed.fault()), failed::toString);
            } else if (answer instanceof PriceAnswer.Priced priced) {
                Price price = priced.quote().price();
                assertEquals(CurrencyUnit.USD, price.ofOneBitcoin().getCurrencyUnit());
                assertEquals(price, Amounts.plain(price));
            }
        }
        try {
            Oracle.read("market", input)
                    .forEach(price -> assertEquals("market", price.statement().source()));
        } catch (PriceFailure failure) {
            assertEquals(PriceFault.MALFORMED, failure.fault());
        }
    }
}
