package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.START;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.sourceKey;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.TestLoans.withFees;
import static org.escrowkit.core.TestLoans.withInterest;
import static org.escrowkit.core.TestLoans.withMargin;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.escrowkit.core.loan.DayCount;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Instalment;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.ReleaseRule;
import org.junit.jupiter.api.Test;

/**
 * Lives of loans, ledger, settlements and signers together; {@code -Descrowkit.lives=N} and {@code -Descrowkit.seed=S}
 * choose how many and from which seed on, {@code -Descrowkit.reviewed=N} in each how many parties review and sign.
 */
class LoanSimulationTest {
    private static final int LIVES = Integer.getInteger("escrowkit.lives", 100_000);
    private static final long SEED = Long.getLong("escrowkit.seed", 0);
    private static final int STEPS = 24;

    /** In one life of so many, parties review and sign. No kind of terms is left out by that. */
    private static final int REVIEWED = Integer.getInteger("escrowkit.reviewed", 5);

    private static final List<LoanTerms> TERMS_OF_ALL_KINDS = kinds();

    private static List<LoanTerms> kinds() {
        LocalDate first = LocalDate.ofInstant(START, ZoneOffset.UTC);
        Interest instalments = new Interest.Instalments(List.of(
                new Instalment(first.plusDays(30), usd("11000")),
                new Instalment(first.plusDays(60), usd("11000")),
                new Instalment(first.plusDays(90), usd("11000"))));
        FeeBounds usual = FeeBounds.USUAL;
        FeeBounds byLender =
                new FeeBounds(usual.floor(), usual.ceiling(), usual.most(), usual.share(), FeeBearer.LENDER);
        PriceRules threeMarkets = new PriceRules(
                Map.of("one", sourceKey("one"), "two", sourceKey("two"), "three", sourceKey("three")),
                2,
                Duration.ofHours(1),
                new BigDecimal("0.02"));
        return List.of(
                TERMS,
                withMargin(TERMS, partial(new Dwell(2, Duration.ZERO), Duration.ZERO)),
                withMargin(TERMS, MarginRules.unchained()),
                withFees(withMargin(TERMS, partial(Dwell.NONE, Duration.ZERO)), byLender),
                withInterest(TERMS, new Interest.SimpleAnnual(new BigDecimal("0.12"), DayCount.ACTUAL_365_FIXED)),
                withInterest(withMargin(TERMS, partial(Dwell.NONE, Duration.ZERO)), instalments),
                withInterest(TERMS, new Interest.Statements()),
                withMargin(TERMS, partial(new Dwell(3, Duration.ofMinutes(90)), Duration.ofHours(3))),
                withMargin(TERMS, partial(Dwell.NONE, Duration.ZERO))
                        .amend()
                        .version(1)
                        .prices(threeMarkets)
                        .build());
    }

    private static MarginRules partial(Dwell dwell, Duration veto) {
        MarginRules plain = TERMS.margin();
        return new MarginRules(
                plain.initial(),
                plain.tiers(),
                plain.liquidation(),
                dwell,
                new BigDecimal("0.02"),
                Optional.of(Ltv.ofPercent("50")),
                Optional.of(new ReleaseRule(Ltv.ofPercent("45"), Ltv.ofPercent("50"))),
                veto);
    }

    @Test
    void everyLifeKeepsItsBooksAndCanEnd() {
        Map<String, Integer> tally = new ConcurrentSkipListMap<>();
        LongStream.range(SEED, SEED + LIVES).parallel().forEach(seed -> live(seed, tally));
        System.out.println(LIVES + " lives of loans: " + new TreeMap<>(tally));
        for (String seen : List.of(
                "Release",
                "Liquidation",
                "PartialLiquidation",
                "PartialRelease",
                "Consolidation",
                "Refund",
                "AwardSplit",
                "bump",
                "reorg",
                "theft",
                "regained",
                "conflicted",
                "reviews",
                "ended released",
                "ended liquidated",
                "ended refunded",
                "ended divided",
                "ended compromised")) {
            assertTrue(LIVES < 10_000 || tally.containsKey(seen), () -> "never seen: " + seen + " in " + tally);
        }
    }

    private static void live(long seed, Map<String, Integer> tally) {
        LoanTerms terms = TERMS_OF_ALL_KINDS.get((int) Math.floorMod(seed, (long) TERMS_OF_ALL_KINDS.size()));
        Map<String, Integer> own = new TreeMap<>();
        try {
            new SimulatedLoan(seed, terms, seed % REVIEWED == 0, own).live(STEPS);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
        own.forEach((what, count) -> tally.merge(what, count, Integer::sum));
    }
}
