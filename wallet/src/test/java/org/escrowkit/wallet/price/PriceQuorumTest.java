package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.quote;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.price.TestPrices.FakeFeed;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two of three sources must agree. A source pauses from its second failure on, for ten seconds and more. */
class PriceQuorumTest {
    private static final QuorumRules RULES = new QuorumRules(
            2,
            Duration.ofMinutes(1),
            new BigDecimal("0.01"),
            Duration.ofSeconds(30),
            JumpRules.USUAL,
            new PauseRules(2, Duration.ofSeconds(10), Duration.ofSeconds(40)));

    private final FakeFeed one = new FakeFeed("one");
    private final FakeFeed two = new FakeFeed("two");
    private final FakeFeed three = new FakeFeed("three");
    private Instant now = START;
    private final PriceQuorum quorum = quorum(RULES, one, two, three);

    private PriceQuorum quorum(QuorumRules rules, PriceFeed... feeds) {
        return PriceQuorum.of(List.of(feeds), rules, () -> now, Optional.empty());
    }

    @AfterEach
    void close() {
        quorum.close();
    }

    private void allSay(String amount) {
        List.of(one, two, three).forEach(feed -> feed.says(amount, now));
    }

    private QuorumResult.Agreed agreed() {
        QuorumResult result = quorum.ask();
        return assertInstanceOf(QuorumResult.Agreed.class, result, result::explain);
    }

    private Optional<LeftOut.Reason> whyWithout(FakeFeed feed) {
        return quorum.ask().leftOut().stream()
                .filter(left -> left.source().equals(feed.name()))
                .map(LeftOut::reason)
                .findFirst();
    }

    @Test
    void theSourcesAgree() {
        allSay("60000");
        assertEquals(usd("60000.00"), agreed().price());
        assertEquals(List.of("one", "three", "two"), agreed().sources());
    }

    @Test
    void aFailureIsLeftOutAndSaysWhy() {
        allSay("60000");
        two.fails();
        assertEquals(List.of(new LeftOut("two", LeftOut.Reason.FAILED, "TOO_SLOW: silence")), agreed().leftOut());
    }

    @Test
    void tooFewSourcesGiveNoPrice() {
        allSay("60000");
        one.fails();
        two.fails();
        QuorumResult result = quorum.ask();
        assertEquals(
                "no price: 1 sources are fresh, 2 are needed; without one (TOO_SLOW: silence), two (TOO_SLOW: silence)",
                assertInstanceOf(QuorumResult.Stale.class, result).explain());
    }

    /** Failures at 0 s and 1 s; then pauses of 10 s, 20 s, 40 s and 40 s. */
    @Test
    void aSourceThatKeepsFailingIsAskedEverMoreSeldom() {
        allSay("60000");
        two.fails();
        int asked = 0;
        for (int second = 0; second <= 120; second++) {
            now = START.plusSeconds(second);
            one.says("60000", now);
            three.says("60000", now);
            agreed();
            if (two.asked > asked) {
                assertTrue(List.of(0, 1, 11, 31, 71, 111).contains(second), "asked at " + second);
                asked = two.asked;
            } else {
                assertEquals(
                        SourceHealth.State.PAUSED,
                        quorum.health().sources().get(1).state());
            }
        }
        assertEquals(6, two.asked);
    }

    @Test
    void anAnswerEndsThePauses() {
        allSay("60000");
        two.fails();
        agreed();
        agreed();
        two.says("60000", now);
        assertEquals(Optional.of(LeftOut.Reason.PAUSED), whyWithout(two));
        now = now.plusSeconds(10);
        assertEquals(3, agreed().sources().size());
        two.fails();
        assertEquals(Optional.of(LeftOut.Reason.FAILED), whyWithout(two));
        assertEquals(Optional.of(LeftOut.Reason.FAILED), whyWithout(two));
        assertEquals(Optional.of(LeftOut.Reason.PAUSED), whyWithout(two));
    }

    @Test
    void anOldOrWildPriceIsNoFailure() {
        allSay("60000");
        one.says("90000", now);
        two.says("60000", now.minusSeconds(61));
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(QuorumResult.Split.class, quorum.ask());
        }
        assertEquals(5, two.asked);
        assertEquals(
                SourceHealth.State.ANSWERING, quorum.health().sources().get(1).state());
    }

    @Test
    void aFeedWithABugFailsAlone() {
        allSay("60000");
        PriceFeed bug = feed("bug", () -> {
            throw new IllegalStateException("a bug");
        });
        try (PriceQuorum all = quorum(RULES, one, two, bug)) {
            QuorumResult result = all.ask();
            assertInstanceOf(QuorumResult.Agreed.class, result);
            assertTrue(result.explain().contains("BROKEN"), result::explain);
        }
    }

    @Test
    void anotherCurrencyThanAskedForIsAFailure() {
        allSay("60000");
        var euros = new PriceAnswer.Priced(new Quote(Price.parse("EUR 60000"), now));
        try (PriceQuorum all = quorum(RULES, one, two, feed("wrong", () -> euros))) {
            assertTrue(all.ask().explain().contains("WRONG_PAIR"));
        }
    }

    private static PriceFeed feed(String name, Supplier<PriceAnswer> answer) {
        return new PriceFeed() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CurrencyUnit currency() {
                return CurrencyUnit.USD;
            }

            @Override
            public PriceAnswer ask() {
                return answer.get();
            }
        };
    }

    /** It does not even heed the interrupt: its thread is lost, the others' are not, and it gets no second one. */
    @Test
    void aFeedThatHangsHoldsNobodyUp() throws InterruptedException {
        allSay("60000");
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        PriceFeed hanging = feed("hanging", () -> {
            awaitWithoutHeed(release);
            done.countDown();
            return new PriceAnswer.Priced(quote("60000", START));
        });
        QuorumRules hasty = new QuorumRules(
                2,
                RULES.maxAge(),
                RULES.maxDeviation(),
                Duration.ofMillis(500),
                RULES.jumps(),
                new PauseRules(9, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        try (PriceQuorum all = quorum(hasty, one, two, hanging)) {
            QuorumResult first = all.ask();
            assertInstanceOf(QuorumResult.Agreed.class, first, first::explain);
            assertEquals(LeftOut.Reason.FAILED, first.leftOut().get(0).reason());
            for (int i = 0; i < 5; i++) {
                QuorumResult next = all.ask();
                assertInstanceOf(QuorumResult.Agreed.class, next, next::explain);
                assertEquals(LeftOut.Reason.BUSY, next.leftOut().get(0).reason());
            }
            release.countDown();
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
    }

    private static void awaitWithoutHeed(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException unheeded) {
                open = false;
            }
        }
    }

    @Test
    void anInterruptGivesNoPrice() {
        allSay("60000");
        Thread.currentThread().interrupt();
        assertInstanceOf(QuorumResult.Stale.class, quorum.ask());
        assertTrue(Thread.interrupted());
    }

    @Test
    void aJumpHaltsUntilAPersonConfirmsIt() {
        allSay("60000");
        agreed();
        now = now.plusSeconds(5);
        allSay("40000");
        assertInstanceOf(QuorumResult.Halted.class, quorum.ask());
        assertTrue(quorum.health().isHalted());
        assertFalse(quorum.confirm(usd("60000")));
        assertTrue(quorum.confirm(usd("40000")));
        assertEquals(usd("40000.00"), agreed().price());
    }

    @Test
    void aJumpIsConfirmedByTheSourcesThatStayThere() {
        allSay("60000");
        agreed();
        for (int second = 30; second < 330; second += 30) {
            now = START.plusSeconds(second);
            allSay("40000");
            assertInstanceOf(QuorumResult.Halted.class, quorum.ask());
        }
        now = START.plusSeconds(330);
        allSay("40000");
        assertEquals(usd("40000.00"), agreed().price());
    }

    @Test
    void whatCannotBeAQuorumIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> quorum(RULES, one));
        assertThrows(IllegalArgumentException.class, () -> quorum(RULES, one, new FakeFeed("one")));
        PriceFeed euro = HttpPriceFeed.of(Exchange.KRAKEN, CurrencyUnit.EUR, () -> now);
        assertThrows(IllegalArgumentException.class, () -> quorum(RULES, one, euro));
        assertThrows(
                IllegalArgumentException.class,
                () -> PriceQuorum.of(
                        List.of(euro, HttpPriceFeed.of(Exchange.GEMINI, CurrencyUnit.EUR, () -> now)),
                        RULES,
                        () -> now,
                        Optional.of(quote("60000", START))));
    }

    @Test
    void theMetersTellWhatTheHealthTells() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PriceMetrics.of(quorum, "test").bindTo(meters);
        assertEquals(0, meters.get("escrowkit.price.agreed").gauge().value());
        assertTrue(Double.isNaN(meters.get("escrowkit.price.last").gauge().value()));
        allSay("60000");
        three.fails();
        agreed();
        agreed();
        now = now.plusSeconds(7);
        assertEquals(1, meters.get("escrowkit.price.agreed").gauge().value());
        assertEquals(0, meters.get("escrowkit.price.halted").gauge().value());
        assertEquals(60_000, meters.get("escrowkit.price.last").gauge().value());
        assertEquals(7, meters.get("escrowkit.price.age").timeGauge().value(TimeUnit.SECONDS));
        var of = meters.get("escrowkit.price.source.last").tag("source", "one");
        assertEquals(60_000, of.gauge().value());
        assertEquals(
                2,
                meters.get("escrowkit.price.source.failures")
                        .tag("source", "three")
                        .gauge()
                        .value());
        assertEquals(
                1,
                meters.get("escrowkit.price.source.paused")
                        .tag("source", "three")
                        .gauge()
                        .value());
        assertTrue(Double.isNaN(meters.get("escrowkit.price.source.age")
                .tag("source", "three")
                .timeGauge()
                .value()));
    }
}
