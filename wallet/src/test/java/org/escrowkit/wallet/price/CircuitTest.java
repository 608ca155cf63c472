package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.quote;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.loan.Quote;
import org.junit.jupiter.api.Test;

/** More than 10 % within ten minutes is a jump; five minutes confirm it, without a break of more than one. */
class CircuitTest {
    private Circuit circuit = opened(Optional.empty());

    private static Circuit opened(Optional<Quote> last) {
        return new Circuit(JumpRules.USUAL, Duration.ofMinutes(1), last);
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private QuorumResult says(int seconds, String price) {
        return circuit.check(new QuorumResult.Agreed(at(seconds), usd(price), at(seconds), List.of("a"), List.of()));
    }

    private void gives(int seconds, String price) {
        QuorumResult result = says(seconds, price);
        assertEquals(
                usd(price),
                assertInstanceOf(QuorumResult.Agreed.class, result, result::explain)
                        .price());
    }

    private QuorumResult.Halted halts(int seconds, String price) {
        return assertInstanceOf(QuorumResult.Halted.class, says(seconds, price));
    }

    @Test
    void upToTheShareNothingIsAJump() {
        gives(0, "60000");
        gives(1, "66000");
    }

    @Test
    void moreThanTheShareIsAJumpInBothDirections() {
        gives(0, "60000");
        halts(1, "66000.01");
        gives(2, "60000");
        halts(3, "53999.99");
    }

    @Test
    void whatIsHaltedExplainsItself() {
        gives(0, "60000");
        var halted = halts(1, "40000");
        assertEquals(quote("60000", at(0)), halted.usual());
        assertEquals(at(1), halted.since());
        assertEquals(at(301), halted.until());
        assertTrue(halted.explain().contains("jumped from USD 60000 at 2026-01-01T00:00:00Z to USD 40000"));
    }

    @Test
    void aPriceThatComesBackClosesIt() {
        gives(0, "60000");
        halts(10, "40000");
        gives(20, "59000");
    }

    @Test
    void aSlideBySmallStepsIsAJumpToo() {
        gives(0, "60000");
        gives(60, "58000");
        gives(120, "56000");
        gives(180, "54000");
        halts(240, "53999");
    }

    @Test
    void aSlideOverALongTimeIsNone() {
        for (int i = 0; i < 20; i++) {
            gives(i * 200, String.valueOf(60_000 - i * 1000));
        }
    }

    @Test
    void aLevelThatStaysForTheTimeIsConfirmed() {
        gives(0, "60000");
        for (int second = 10; second < 310; second += 60) {
            halts(second, second % 20 == 10 ? "40000" : "43900");
        }
        gives(310, "40500");
        gives(311, "40000");
    }

    @Test
    void aLevelThatMovesOnIsConfirmedAnew() {
        gives(0, "60000");
        halts(10, "50000");
        halts(60, "44000");
        assertEquals(at(360), halts(120, "44000").until());
        for (int second = 180; second < 360; second += 60) {
            halts(second, "44000");
        }
        gives(360, "44000");
    }

    /** Two looks five minutes apart confirm nothing about the time between. */
    @Test
    void aBreakBeginsTheConfirmationAnew() {
        gives(0, "60000");
        halts(10, "40000");
        halts(311, "40000");
        halts(371, "40000");
    }

    @Test
    void aRoundWithoutAPriceBeginsTheConfirmationAnew() {
        gives(0, "60000");
        for (int second = 10; second < 310; second += 60) {
            halts(second, "40000");
        }
        circuit.interrupt();
        assertEquals(at(610), halts(310, "40000").until());
    }

    @Test
    void timeAloneClosesNothing() {
        gives(0, "60000");
        halts(10, "40000");
        circuit.interrupt();
        halts(100_000, "40000");
        gives(100_001, "60000");
    }

    @Test
    void aPersonClosesItAtTheLevelThatThePersonNames() {
        assertFalse(circuit.confirm(usd("40000")));
        gives(0, "60000");
        assertFalse(circuit.confirm(usd("60000")));
        halts(10, "40000");
        assertFalse(circuit.confirm(usd("60000")));
        assertTrue(circuit.confirm(usd("41000")));
        gives(20, "40100");
        halts(30, "60000");
    }

    @Test
    void whatAPersonConfirmedIsNoLicenceForTheNextJump() {
        gives(0, "60000");
        halts(10, "40000");
        assertTrue(circuit.confirm(usd("40000")));
        halts(20, "30000");
    }

    @Test
    void whatWasKnownBeforeARestartCounts() {
        circuit = opened(Optional.of(quote("60000", at(0))));
        halts(10, "40000");
        circuit = opened(Optional.of(quote("60000", at(0))));
        gives(601, "40000");
    }
}
