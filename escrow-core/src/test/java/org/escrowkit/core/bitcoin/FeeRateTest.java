package org.escrowkit.core.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.bitcoinj.base.Coin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeeRateTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.00001, 250",
        "0.00001000, 250",
        "0.00000001, 1",
        "0.000000001, 1",
        "0.00020003, 5001",
        "1, 25000000"
    })
    void readsWhatNodesAnswerAndRoundsUp(BigDecimal btcPerKvb, long satsPerKwu) {
        assertEquals(satsPerKwu, FeeRate.ofBtcPerKvb(btcPerKvb).satsPerKwu());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "4, 1", "5, 2", "1000, 250", "1001, 251"})
    void roundsSatsPerKvbUp(long satsPerKvb, long satsPerKwu) {
        assertEquals(satsPerKwu, FeeRate.ofSatsPerKvb(satsPerKvb).satsPerKwu());
    }

    @Test
    void takesSatsPerVirtualByteExactly() {
        assertEquals(new FeeRate(250), FeeRate.ONE_SAT_PER_VB);
        assertEquals(new FeeRate(12_500), FeeRate.ofSatsPerVb(50));
    }

    @ParameterizedTest
    @CsvSource({"250, 0, 0", "250, 1, 1", "250, 4, 1", "250, 5, 2", "250, 400000, 100000", "1, 1000, 1", "1, 1001, 2"})
    void roundsAFeeUpToASatoshi(long satsPerKwu, long weight, long fee) {
        assertEquals(Coin.valueOf(fee), new FeeRate(satsPerKwu).fee(weight));
    }

    /** Bitcoin Core rounds the size up before it multiplies: a fee by the exact weight would be refused there. */
    @ParameterizedTest
    @CsvSource({"2500, 561, 1410", "2500, 564, 1410", "2500, 565, 1420", "250, 561, 141"})
    void countsWholeVirtualBytesAsNodesDo(long satsPerKwu, long weight, long fee) {
        assertEquals(Coin.valueOf(fee), new FeeRate(satsPerKwu).fee(weight));
    }

    @ParameterizedTest
    @CsvSource({"1410, 561, 2500", "1409, 561, 2498", "0, 561, 0", "141, 564, 250", "140, 564, 248"})
    void tellsTheRateThatAFeeAmountsToRoundedDown(long fee, long weight, long satsPerKwu) {
        assertEquals(new FeeRate(satsPerKwu), FeeRate.paid(Coin.valueOf(fee), weight));
    }

    @ParameterizedTest
    @CsvSource({"1, 250", "1.5, 375", "0.1, 25", "0.001, 1", "1.001, 251", "0, 0", "1.50, 375"})
    void readsSatsPerVirtualByteAsPeopleWriteIt(BigDecimal satsPerVb, long satsPerKwu) {
        FeeRate rate = FeeRate.ofSatsPerVb(satsPerVb);
        assertEquals(satsPerKwu, rate.satsPerKwu());
        assertTrue(rate.toSatsPerVb().compareTo(satsPerVb) >= 0, "never below what was asked for");
    }

    @ParameterizedTest
    @CsvSource({"250, 1 sat/vB", "253, 1.012 sat/vB", "0, 0 sat/vB", "25000, 100 sat/vB"})
    void readsAsSatsPerVirtualByte(long satsPerKwu, String text) {
        assertEquals(text, new FeeRate(satsPerKwu).toString());
    }

    @Test
    void readsUpToAllMoneyAndUpToTwentyDecimals() {
        assertEquals(
                525_000_000_000_000L,
                FeeRate.ofBtcPerKvb(new BigDecimal("21000000")).satsPerKwu());
        assertThrows(
                IllegalArgumentException.class,
                () -> FeeRate.ofBtcPerKvb(new BigDecimal("21000000.00000000000000000001")));
        assertEquals(
                1, FeeRate.ofBtcPerKvb(new BigDecimal("0.00000000000000000001")).satsPerKwu());
        assertThrows(
                IllegalArgumentException.class, () -> FeeRate.ofBtcPerKvb(new BigDecimal("0.000000000000000000001")));
    }

    @Test
    void ordersByTheRate() {
        FeeRate one = FeeRate.ofSatsPerVb(1);
        FeeRate two = FeeRate.ofSatsPerVb(2);
        assertEquals(two, one.max(two));
        assertEquals(two, two.max(one));
    }

    @Test
    void refusesANegativeRateAndAnOverflow() {
        assertThrows(IllegalArgumentException.class, () -> new FeeRate(-1));
        assertThrows(IllegalArgumentException.class, () -> FeeRate.ofSatsPerKvb(-1));
        assertThrows(IllegalArgumentException.class, () -> FeeRate.ofBtcPerKvb(new BigDecimal("-0.000000001")));
        assertThrows(ArithmeticException.class, () -> FeeRate.ofSatsPerVb(Long.MAX_VALUE));
        assertThrows(ArithmeticException.class, () -> new FeeRate(Long.MAX_VALUE).fee(2));
    }

    /** A node's answer is text from outside: it must not be able to make us compute a billion digits. */
    @ParameterizedTest
    @ValueSource(strings = {"1e9999999", "1e-9999999", "1e2147483647", "21000001"})
    void refusesARateThatNoNodeMeans(BigDecimal btcPerKvb) {
        assertThrows(IllegalArgumentException.class, () -> FeeRate.ofBtcPerKvb(btcPerKvb));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e9999999", "1e-9999999", "1e-2147483647", "2100000000001"})
    void refusesSatsPerVirtualByteThatNobodyMeans(BigDecimal satsPerVb) {
        assertThrows(IllegalArgumentException.class, () -> FeeRate.ofSatsPerVb(satsPerVb));
    }
}
