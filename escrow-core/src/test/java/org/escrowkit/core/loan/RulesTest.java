package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.sourceKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.escrowkit.core.TestLoans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The parts of terms refuse what makes no sense. */
class RulesTest {
    private static final Ltv SIXTY = Ltv.ofPercent("60");
    private static final Ltv SEVENTY = Ltv.ofPercent("70");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration BACKWARDS = Duration.ofSeconds(-1);

    @Test
    void aTierIsCuredBelowItsThreshold() {
        var tier = new MarginTier(SEVENTY, SIXTY, Optional.of(DAY));
        assertEquals(Optional.of(DAY), tier.window());
        new MarginTier(SEVENTY, SIXTY, Optional.empty());
        refused(() -> new MarginTier(SEVENTY, SEVENTY, Optional.of(DAY)));
        refused(() -> new MarginTier(SIXTY, SEVENTY, Optional.of(DAY)));
        refused(() -> new MarginTier(SEVENTY, SIXTY, Optional.of(Duration.ZERO)));
        refused(() -> new MarginTier(SEVENTY, SIXTY, Optional.of(BACKWARDS)));
    }

    @Test
    void aDwellIsOverWithSoManyPricesAndSoMuchTime() {
        var dwell = new Dwell(3, DAY);
        assertTrue(dwell.isOver(3, DAY));
        assertTrue(dwell.isOver(4, DAY.plusSeconds(1)));
        assertFalse(dwell.isOver(2, DAY));
        assertFalse(dwell.isOver(3, DAY.minusSeconds(1)));
        assertTrue(Dwell.NONE.isOver(1, Duration.ZERO));
        assertFalse(Dwell.NONE.isOver(0, Duration.ZERO));
        assertEquals(new Dwell(1, Duration.ZERO), Dwell.NONE);
        refused(() -> new Dwell(0, DAY));
        refused(() -> new Dwell(1, BACKWARDS));
    }

    /** Equal terms have equal bytes, and are equal. */
    @Test
    void amountsAndSharesHaveOneForm() {
        LoanTerms terms = TestLoans.TERMS;
        var builder = LoanTerms.builder(
                terms.chain(),
                terms.escrows(),
                terms.contractKeys(),
                TestLoans.usd("30000.000"),
                terms.requiredCollateral(),
                terms.margin(),
                terms.deadlines(),
                terms.payouts());
        assertEquals(TestLoans.usd("30000.00"), terms.principal());
        assertEquals(terms.principal(), builder.build().principal());
        assertEquals(TestLoans.usd("0.001"), Decimals.plain(TestLoans.usd("0.00100")));
        MarginRules rules = terms.margin();
        for (String penalty : List.of("0.050", "0.05")) {
            MarginRules same = new MarginRules(
                    rules.initial(),
                    rules.tiers(),
                    rules.liquidation(),
                    rules.dwell(),
                    new BigDecimal(penalty),
                    rules.liquidateTo(),
                    rules.release(),
                    rules.veto());
            assertEquals(new BigDecimal("0.05"), same.penalty());
        }
        FeeBounds usual = FeeBounds.USUAL;
        assertEquals(
                usual,
                new FeeBounds(usual.floor(), usual.ceiling(), usual.most(), new BigDecimal("0.100"), usual.bearer()));
    }

    /** P1: no text makes a number that takes long to compute with. */
    @Test
    void aPriceIsReadFromPlainDigitsAlone() {
        assertEquals(TestLoans.price("60000.25"), Price.parse("USD 60000.25"));
        for (String text : List.of(
                "USD 1E+999999999",
                "USD 1E-999999999",
                "USD -1",
                "USD +1",
                "USD .5",
                "USD 5.",
                "USD",
                "",
                "US 5",
                "USD  5",
                "XYZ 5",
                "USD 0",
                "USD 1000000000000000000",
                "USD 0.0000000000000000001",
                "USD " + "1".repeat(1_000_000))) {
            refused(() -> Price.parse(text));
        }
    }

    @Test
    void aReleaseDoesNotGoPastWhatAllowsIt() {
        assertEquals(SEVENTY, new ReleaseRule(SIXTY, SEVENTY).downTo());
        assertEquals(SIXTY, new ReleaseRule(SIXTY, SIXTY).below());
        refused(() -> new ReleaseRule(SEVENTY, SIXTY));
    }

    @Test
    void aQuorumIsOfTheSourcesThereAre() {
        Set<String> three = Set.of("a", "b", "c");
        assertEquals(1, rules(three, 1).quorum());
        assertEquals(3, rules(three, 3).quorum());
        refused(() -> rules(three, 0));
        refused(() -> rules(three, 4));
        refused(() -> rules(Set.of(), 0));
        refused(() -> rules(Set.of(), 1));
        refused(() -> rules(Set.of("a", " "), 1));
    }

    @Test
    void sourcesAreSortedAndNobodyChangesThem() {
        Set<String> given = new HashSet<>(List.of("kraken", "bitstamp", "coinbase"));
        PriceRules rules = rules(given, 2);
        given.add("another");
        assertEquals(
                List.of("bitstamp", "coinbase", "kraken"),
                List.copyOf(rules.sources().keySet()));
        assertThrows(UnsupportedOperationException.class, () -> rules.sources().put("another", sourceKey("another")));
        assertEquals(rules, rules(Set.of("coinbase", "kraken", "bitstamp"), 2));
    }

    @Test
    void aPriceMayHaveSomeAgeAndNoNegativeDeviation() {
        refused(() -> new PriceRules(Map.of("a", sourceKey("a")), 1, Duration.ZERO, BigDecimal.ZERO));
        refused(() -> new PriceRules(Map.of("a", sourceKey("a")), 1, BACKWARDS, BigDecimal.ZERO));
        refused(() -> new PriceRules(Map.of("a", sourceKey("a")), 1, DAY, new BigDecimal("-0.01")));
        refused(() -> new PriceRules(Map.of("a", sourceKey("a")), 1, DAY, new BigDecimal("1e6")));
        refused(() -> new PriceRules(Map.of("a", sourceKey("a")), 1, DAY, new BigDecimal("1e-13")));
        assertEquals(new BigDecimal("0.02"), rules(Set.of("a"), 1).maxDeviation());
        assertEquals(
                new BigDecimal("100"),
                new PriceRules(Map.of("a", sourceKey("a")), 1, DAY, new BigDecimal("1e2")).maxDeviation());
    }

    private static PriceRules rules(Set<String> sources, int quorum) {
        return new PriceRules(
                sources.stream().collect(Collectors.toMap(name -> name, TestLoans::sourceKey)),
                quorum,
                DAY,
                new BigDecimal("0.020"));
    }

    @Test
    void deadlinesFollowEachOther() {
        Instant start = Instant.parse("2027-01-31T23:59:59.999999999Z");
        Instant next = start.plusNanos(1);
        var deadlines = new Deadlines(start, start, start, next, Duration.ofDays(10));
        assertEquals(LocalDate.parse("2027-01-31"), deadlines.firstDay());
        assertEquals(LocalDate.parse("2027-02-01"), deadlines.lastDay());
        assertEquals(Instant.parse("2027-02-11T00:00:00Z"), deadlines.defaultAt());
        refused(() -> new Deadlines(next, start, next, next.plusNanos(1), DAY));
        refused(() -> new Deadlines(start, next, start, next.plusNanos(1), DAY));
        refused(() -> new Deadlines(start, start, next, next, DAY));
        refused(() -> new Deadlines(start, start, start, next, BACKWARDS));
    }

    @Test
    void aPriceHasABoundedNumberOfDigits() {
        refused(() -> Price.parse("USD 0.0000000000000000001"));
        refused(() -> Price.parse("USD 1000000000000000000"));
        Price.parse("USD 0.000000000000000001");
        Price.parse("USD 999999999999999999.999999999999999999");
    }

    private static void refused(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }
}
