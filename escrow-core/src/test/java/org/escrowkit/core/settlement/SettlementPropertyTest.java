package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.DUST;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginMath;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/** Random settlements of each kind, many with a surplus near the dust limit, where outputs come and go. */
class SettlementPropertyTest {
    private static final int ROUNDS = 4_000;

    private final Map<Class<?>, Integer> planned = new HashMap<>();
    private int bumped;

    @Test
    void everySettlementKeepsItsPromises() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            SettlementIntent intent = someIntent(random);
            FeeRate rate = new FeeRate(250 + random.nextInt(5_000));
            LoanTerms terms = random.nextInt(4) == 0 ? BearerTest.LENDER_BEARS : TERMS;
            List<Deposit> coins = someCoins(intent, rate, random);
            var question = new SettlementQuestion(intent, terms, random.nextInt(3), coins, random.nextInt(1_000_000));
            try {
                SettlementPlan plan = SettlementPlanner.plan(question, rate);
                check(plan, rate, "seed " + seed);
                checkBump(plan, random, "seed " + seed);
                planned.merge(intent.getClass(), 1, Integer::sum);
            } catch (SettlementException refused) {
                assertTrue(mayBeRefused(question, rate), "seed " + seed + ": " + refused.getMessage());
            }
        }
        assertEquals(7, planned.size(), planned::toString);
        assertTrue(planned.values().stream().allMatch(count -> count > ROUNDS / 30), planned::toString);
        assertTrue(bumped > ROUNDS / 3, bumped + " bumps");
    }

    private static void check(SettlementPlan plan, FeeRate rate, String seed) {
        Coin in = plan.coins().stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        Coin out =
                plan.unsigned().outputs().stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        assertEquals(in, out.add(plan.fee()), seed + ": satoshis are conserved");
        Coin shares =
                plan.toLender().add(plan.toArbiter()).add(plan.toBorrower()).add(plan.kept());
        assertEquals(out, shares, seed);

        Coin wanted = rate.fee(plan.mostWeight());
        Coin most = TERMS.fees().most(in);
        Coin least = wanted.isGreaterThan(most) ? most : wanted;
        assertTrue(!plan.fee().isLessThan(least), seed + ": pays " + plan.fee() + ", not " + least);
        for (TransactionOutput output : plan.unsigned().outputs()) {
            assertTrue(!output.value().isLessThan(Scripts.dustLimit(output.scriptPubKey())), seed + ": dust");
        }
        // What goes to the miners beyond the fee rate is a surplus that no output can carry.
        Coin wasted = plan.fee().subtract(least);
        Coin surplus = plan.mostUnpayableSurplus().isZero()
                ? Coin.ZERO
                : SettlementPlanner.mostUnpayableSurplus(plan.question().terms(), rate);
        assertTrue(!wasted.isGreaterThan(surplus), seed + ": wastes " + wasted);
        if (plan.intent() instanceof SettlementIntent.Liquidation liquidation) {
            checkLiquidation(plan, liquidation, seed);
        } else if (plan.intent() instanceof SettlementIntent.PartialLiquidation liquidation) {
            checkPartialLiquidation(plan, liquidation, seed);
        }
        // The policy relies on this: the fee that a PSBT shows decides the transaction.
        SettlementPlan again = SettlementPlanner.planWithFee(plan.question(), plan.fee());
        assertEquals(plan, again, seed);
        assertArrayEquals(plan.toPsbt().serialize(), again.toPsbt().serialize(), seed);
    }

    private static void checkLiquidation(SettlementPlan plan, SettlementIntent.Liquidation liquidation, String seed) {
        Coin least = Scripts.dustLimit(plan.question().terms().lenderScript());
        Coin due = liquidation.due().isLessThan(least) ? least : liquidation.due();
        Coin lendersFee = due.subtract(plan.toLender());
        boolean bears = plan.question().terms().fees().bearer() == FeeBearer.LENDER;
        boolean exhausted = plan.toBorrower().isZero();
        assertTrue(!lendersFee.isNegative(), seed + ": the lender gets no more than is due");
        assertTrue(lendersFee.isZero() || bears || exhausted, seed + ": the lender gets what is due");
        boolean alone = lendersFee.equals(plan.fee()) || plan.toLender().equals(least);
        assertTrue(!bears || exhausted || alone, seed + ": the lender bears the fee alone");
    }

    /** By exact arithmetic: what is sold reaches the target, and one satoshi less does not. */
    private static void checkPartialLiquidation(
            SettlementPlan plan, SettlementIntent.PartialLiquidation liquidation, String seed) {
        assertTrue(reaches(liquidation, plan.toLender(), plan.kept()), seed + ": the target is reached");
        boolean least =
                plan.toLender().equals(Scripts.dustLimit(plan.question().terms().lenderScript()));
        assertFalse(
                !least
                        && reaches(
                                liquidation,
                                plan.toLender().subtract(sat(1)),
                                plan.kept().add(sat(1))),
                seed + ": a satoshi less would do");
    }

    private static boolean reaches(SettlementIntent.PartialLiquidation liquidation, Coin sold, Coin kept) {
        BigDecimal price = liquidation.price().ofOneBitcoin().getAmount();
        BigDecimal credit = price.multiply(BigDecimal.valueOf(sold.value, 8))
                .divide(BigDecimal.ONE.add(liquidation.penalty()), 2, RoundingMode.CEILING);
        BigDecimal left = liquidation.owed().getAmount().subtract(credit);
        BigDecimal worth = price.multiply(BigDecimal.valueOf(kept.value, 8));
        return left.multiply(BigDecimal.valueOf(liquidation.target().worth()))
                        .compareTo(worth.multiply(
                                BigDecimal.valueOf(liquidation.target().debt())))
                <= 0;
    }

    private void checkBump(SettlementPlan plan, Random random, String seed) {
        FeeRate higher = new FeeRate(250 + random.nextInt(10_000));
        SettlementPlan again;
        try {
            again = plan.bumped(higher);
        } catch (SettlementException refused) {
            return;
        }
        BumpTest.assertOnlyTheBearerPays(plan, again);
        Coin relay = FeeRate.ONE_SAT_PER_VB.fee(plan.mostWeight());
        assertTrue(!again.fee().subtract(plan.fee()).isLessThan(relay), seed + ": the bump pays for its relay");
        assertTrue(
                !again.fee().isGreaterThan(TERMS.fees().most(plan.question().total())), seed + ": the bump is bounded");
        bumped++;
    }

    /** Settlements that promise nothing: of next to nothing, or with a share or a rest that is too small. */
    private static boolean mayBeRefused(SettlementQuestion question, FeeRate rate) {
        Coin total = question.total();
        if (total.isLessThan(sat(50_000))) {
            return true;
        }
        Coin least = TERMS.deposits().leastValue().add(sat(30_000));
        SettlementIntent intent = question.intent();
        if (intent instanceof SettlementIntent.PartialRelease release) {
            return total.subtract(release.excess()).isLessThan(least)
                    || release.excess().isLessThan(rate.fee(3_000).add(DUST));
        }
        if (intent instanceof SettlementIntent.PartialLiquidation liquidation) {
            // What is kept would not count as collateral, or it is worth more than enough already.
            return total.subtract(liquidation.owed().isZero() ? Coin.ZERO : sold(liquidation, total))
                            .isLessThan(least)
                    || reaches(liquidation, sat(30_000), total);
        }
        if (intent instanceof SettlementIntent.AwardSplit split) {
            return split.toLender().add(split.toArbiter()).isGreaterThan(total.subtract(sat(30_000)));
        }
        boolean leastLiquidated = intent instanceof SettlementIntent.Liquidation liquidation
                && liquidation.due().isLessThan(sat(30_000));
        return leastLiquidated || (intent instanceof SettlementIntent.Consolidation && total.isLessThan(least));
    }

    /** About what a partial liquidation sells, from below: all where it cannot reach its target. */
    private static Coin sold(SettlementIntent.PartialLiquidation liquidation, Coin total) {
        for (long sold = 0; sold < total.value; sold += Math.max(1, total.value / 2_000)) {
            if (reaches(liquidation, sat(sold), total.subtract(sat(sold)).subtract(sat(30_000)))) {
                return sat(sold);
            }
        }
        return total;
    }

    private static SettlementIntent someIntent(Random random) {
        String owed = String.valueOf(1 + random.nextInt(30_000));
        String price = String.valueOf(10_000 + random.nextInt(90_000));
        BigDecimal penalty = BigDecimal.valueOf(random.nextInt(100), 3);
        return switch (random.nextInt(10)) {
            case 0 -> RELEASE;
            case 1 -> new SettlementIntent.Refund();
            case 2 -> new SettlementIntent.Consolidation();
            case 3 -> new SettlementIntent.PartialRelease(sat(random.nextInt(50_000_000)));
            case 4, 5 ->
                new SettlementIntent.AwardSplit(
                        sat(random.nextInt(3) * (long) random.nextInt(30_000_000)),
                        sat(random.nextInt(2) * (long) random.nextInt(1_000_000)));
            case 6, 7 ->
                new SettlementIntent.PartialLiquidation(
                        usd(owed), penalty, price(price), Ltv.ofPercent(String.valueOf(30 + random.nextInt(45))));
            default -> new SettlementIntent.Liquidation(usd(owed), penalty, price(price));
        };
    }

    private static List<Deposit> someCoins(SettlementIntent intent, FeeRate rate, Random random) {
        int count = 1 + random.nextInt(4);
        List<Deposit> coins = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            VaultAddress escrow = TERMS.escrows().addresses().get(random.nextInt(TestLoans.ADDRESSES));
            coins.add(TestLoans.coin(i, sat(1 + random.nextInt(10_000)), escrow));
        }
        Coin last = sat(1 + random.nextInt(100_000_000));
        Coin others = coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        Coin wanted = due(intent)
                .filter(due -> random.nextBoolean())
                // So that the fee leaves something like the dust limit.
                .map(due ->
                        due.add(rate.fee(708 + 418L * (count - 1))).add(DUST).subtract(others))
                .map(near -> near.add(sat(random.nextInt(1200) - 1000)))
                .filter(Coin::isPositive)
                .filter(near -> near.isLessThan(Coin.COIN.multiply(100)))
                .orElse(last);
        coins.add(TestLoans.coin(0, nearTarget(intent, random).orElse(wanted)));
        return coins;
    }

    private static Optional<Coin> due(SettlementIntent intent) {
        if (intent instanceof SettlementIntent.AwardSplit split) {
            return Optional.of(split.toLender().add(split.toArbiter()));
        }
        return intent instanceof SettlementIntent.Liquidation liquidation
                ? Optional.of(liquidation.due())
                : Optional.empty();
    }

    /** Between the target and being under water, where a partial liquidation has something to do. */
    private static Optional<Coin> nearTarget(SettlementIntent intent, Random random) {
        if (!(intent instanceof SettlementIntent.PartialLiquidation liquidation)) {
            return Optional.empty();
        }
        long healthy = liquidation.target().collateralFor(liquidation.owed(), liquidation.price()).value;
        long drowned = MarginMath.seizure(liquidation.owed(), liquidation.penalty(), liquidation.price()).value;
        long between = Math.max(1, healthy - drowned);
        return Optional.of(sat(drowned + (long) (random.nextDouble() * between)));
    }
}
