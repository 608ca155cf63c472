package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.quote;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.loan.Quote;
import org.junit.jupiter.api.Test;

/** Two of the sources must agree within 1 %, and a price counts for a minute. */
class CountTest {
    private static final QuorumRules RULES = new QuorumRules(
            2, Duration.ofMinutes(1), new BigDecimal("0.01"), Duration.ofSeconds(1), JumpRules.USUAL, PauseRules.USUAL);

    private static QuorumResult of(Map<String, Quote> said) {
        return Count.of(said, List.of(), RULES, START);
    }

    private static Quote now(String amount) {
        return quote(amount, START);
    }

    private static QuorumResult.Agreed agreed(QuorumResult result) {
        return assertInstanceOf(QuorumResult.Agreed.class, result, result::explain);
    }

    private static void leftOut(LeftOut.Reason reason, String source, QuorumResult result) {
        assertTrue(
                result.leftOut().stream().anyMatch(one -> one.source().equals(source) && one.reason() == reason),
                result::explain);
    }

    @Test
    void thePriceIsTheOneInTheMiddle() {
        var result = agreed(of(Map.of("a", now("60000"), "b", now("60300"), "c", now("60100"))));
        assertEquals(usd("60100.00"), result.price());
        assertEquals(List.of("a", "b", "c"), result.sources());
        assertEquals(List.of(), result.leftOut());
    }

    @Test
    void ofTwoThePriceIsTheMean() {
        assertEquals(
                usd("60000.125"),
                agreed(of(Map.of("a", now("60000"), "b", now("60000.25")))).price());
    }

    @Test
    void aMeanWithMoreThan18DecimalsIsRoundedHalfToEven() {
        var result = agreed(of(Map.of("a", now("0.000000000000000100"), "b", now("0.000000000000000101"))));
        assertEquals(
                usd("0.000000000000000100").ofOneBitcoin().getAmount().stripTrailingZeros(),
                result.price().ofOneBitcoin().getAmount());
    }

    @Test
    void whoIsTooFarFromTheMedianIsLeftOut() {
        QuorumResult result = of(Map.of("a", now("60000"), "b", now("60600"), "c", now("90000")));
        assertEquals(usd("60600.00"), agreed(result).price());
        assertEquals(List.of("a", "b"), agreed(result).sources());
        leftOut(LeftOut.Reason.DEVIATES, "c", result);
    }

    /** 1 % of the median is 600 and counts still; a cent more does not. */
    @Test
    void theDeviationItselfAgrees() {
        assertEquals(
                List.of("b", "c"),
                agreed(of(Map.of("a", now("1"), "b", now("60000"), "c", now("60600"))))
                        .sources());
        QuorumResult beyond = of(Map.of("a", now("1"), "b", now("60000"), "c", now("60600.01")));
        var split = assertInstanceOf(QuorumResult.Split.class, beyond, beyond::explain);
        assertEquals(List.of("b"), split.agreeing());
        assertEquals(usd("60000.00"), split.median());
    }

    @Test
    void twoCampsAreSplit() {
        QuorumResult result = of(Map.of("a", now("50000"), "b", now("50000"), "c", now("60000"), "d", now("60000")));
        assertEquals(
                List.of(), assertInstanceOf(QuorumResult.Split.class, result).agreeing());
        assertTrue(
                result.explain().contains("0 sources are near the median of USD 55000.00, 2 are needed"),
                result::explain);
    }

    @Test
    void anOldPriceDoesNotCount() {
        Quote atItsLimit = quote("60000", START.minusSeconds(60));
        Quote old = quote("60000", START.minusSeconds(60).minusNanos(1));
        var both = agreed(of(Map.of("a", atItsLimit, "b", now("60000"))));
        assertEquals(START.minusSeconds(60), both.at());
        QuorumResult one = of(Map.of("a", old, "b", now("60000")));
        assertEquals(1, assertInstanceOf(QuorumResult.Stale.class, one).fresh());
        leftOut(LeftOut.Reason.OLD, "a", one);
    }

    @Test
    void aPriceFromTheFutureDoesNotCount() {
        Quote ahead = quote("60000", START.plusSeconds(120));
        assertEquals(START, agreed(of(Map.of("a", ahead, "b", now("60000")))).at());
        QuorumResult result = of(Map.of("a", quote("60000", START.plusSeconds(121)), "b", now("60000")));
        leftOut(LeftOut.Reason.EARLY, "a", assertInstanceOf(QuorumResult.Stale.class, result));
    }

    @Test
    void anOldPriceDoesNotMoveTheMedian() {
        Quote old = quote("90000", START.minusSeconds(3600));
        var result = agreed(of(Map.of("a", old, "b", now("60000"), "c", now("60002"))));
        assertEquals(usd("60001.00"), result.price());
    }

    @Test
    void rulesThatCannotBeMeantAreRefused() {
        var second = Duration.ofSeconds(1);
        var share = new BigDecimal("0.1");
        assertThrows(IllegalArgumentException.class, () -> rules(0, second, share, second));
        assertThrows(IllegalArgumentException.class, () -> rules(1, Duration.ZERO, share, second));
        assertThrows(IllegalArgumentException.class, () -> rules(1, second, share.negate(), second));
        assertThrows(IllegalArgumentException.class, () -> rules(1, second, share, second.negated()));
        assertThrows(IllegalArgumentException.class, () -> new JumpRules(BigDecimal.ZERO, second, second));
        assertThrows(IllegalArgumentException.class, () -> new JumpRules(share, Duration.ZERO, second));
        assertThrows(IllegalArgumentException.class, () -> new JumpRules(share, second, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new PauseRules(0, second, second));
        assertThrows(IllegalArgumentException.class, () -> new PauseRules(1, Duration.ZERO, second));
        assertThrows(IllegalArgumentException.class, () -> new PauseRules(1, second, Duration.ofMillis(1)));
    }

    private static void rules(int quorum, Duration age, BigDecimal share, Duration deadline) {
        new QuorumRules(quorum, age, share, deadline, JumpRules.USUAL, PauseRules.USUAL);
    }
}
