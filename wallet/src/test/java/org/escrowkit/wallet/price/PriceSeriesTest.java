package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.junit.jupiter.api.Test;

class PriceSeriesTest {
    private static PriceSeries of(int prices) {
        PriceSeries series = new PriceSeries();
        for (int i = 1; i <= prices; i++) {
            PriceStatement said = new PriceStatement("market", i, usd("60000"), START.plusSeconds(i));
            series.add(new PriceAttestation(said, ByteString.of(new byte[64])));
        }
        return series;
    }

    /** Nine parts of ten are the newest, without a gap; the rest shows how it began. */
    @Test
    void ofTooManyPricesThoseInTheMiddleAreLeftOut() {
        List<Long> kept = of(1000).since(START.plusSeconds(101), 100).stream()
                .map(price -> price.statement().sequence())
                .sorted()
                .toList();
        assertEquals(
                LongStream.concat(LongStream.rangeClosed(100, 109), LongStream.rangeClosed(911, 1000))
                        .boxed()
                        .toList(),
                kept);
    }

    @Test
    void asManyAsMayBeAreAllThere() {
        assertEquals(100, of(100).since(START, 100).size());
        assertTrue(of(0).since(START, 100).isEmpty());
    }
}
