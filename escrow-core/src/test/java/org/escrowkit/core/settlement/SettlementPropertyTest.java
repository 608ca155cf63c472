package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.DUST;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

/** Random settlements, half of them with a surplus near the dust limit, where outputs come and go. */
class SettlementPropertyTest {
    private static final int ROUNDS = 2_000;

    private int planned;

    @Test
    void everySettlementKeepsItsPromises() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            SettlementIntent intent = someIntent(random);
            FeeRate rate = new FeeRate(250 + random.nextInt(5_000));
            List<Deposit> coins = someCoins(intent, rate, random);
            try {
                check(SettlementPlanner.plan(intent, TERMS, coins, rate), rate, "seed " + seed);
                planned++;
            } catch (SettlementException tooLittle) {
                long total =
                        coins.stream().mapToLong(coin -> coin.value().value).sum();
                assertTrue(total < 50_000, "seed " + seed + ": " + total + " sat: " + tooLittle.getMessage());
            }
        }
        assertTrue(planned > ROUNDS / 2, planned + " settlements only");
    }

    private static void check(SettlementPlan plan, FeeRate rate, String seed) {
        Coin in = plan.coins().stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        assertEquals(in, plan.toLender().add(plan.toBorrower()).add(plan.fee()), seed + ": satoshis are conserved");

        Coin least = rate.fee(SettlementPlanner.mostWeight(plan.unsigned(), TERMS));
        assertTrue(!plan.fee().isLessThan(least), seed + ": pays " + plan.fee() + ", not " + least);
        for (TransactionOutput output : plan.unsigned().outputs()) {
            assertTrue(!output.value().isLessThan(DUST), seed + ": dust");
        }
        if (plan.intent() instanceof SettlementIntent.Liquidation liquidation) {
            Coin owed = liquidation.price().buys(liquidation.debt());
            boolean whole = plan.toLender().equals(owed);
            boolean allThereIs =
                    plan.toLender().isLessThan(owed) && plan.toBorrower().isZero();
            assertTrue(whole || allThereIs, seed);
            // What goes to the miners beyond the fee rate is a surplus that no output can carry.
            Coin wasted = plan.fee().subtract(least);
            Coin secondOutput = rate.fee(124);
            assertTrue(wasted.isLessThan(DUST.add(secondOutput).add(sat(1))), seed + ": wastes " + wasted);
        } else {
            assertEquals(least, plan.fee(), seed);
        }
        // The policy relies on this: the fee that a PSBT shows decides the transaction.
        SettlementPlan again = SettlementPlanner.planWithFee(plan.intent(), TERMS, plan.coins(), plan.fee());
        assertEquals(plan, again, seed);
        assertArrayEquals(plan.toPsbt().serialize(), again.toPsbt().serialize(), seed);
    }

    private static SettlementIntent someIntent(Random random) {
        return random.nextInt(4) == 0
                ? RELEASE
                : new SettlementIntent.Liquidation(
                        usd(String.valueOf(1 + random.nextInt(30_000))),
                        price(String.valueOf(10_000 + random.nextInt(90_000))));
    }

    private static List<Deposit> someCoins(SettlementIntent intent, FeeRate rate, Random random) {
        int count = 1 + random.nextInt(4);
        List<Deposit> coins = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            coins.add(TestLoans.coin(i, sat(1 + random.nextInt(10_000))));
        }
        Coin last = sat(1 + random.nextInt(100_000_000));
        if (intent instanceof SettlementIntent.Liquidation liquidation && random.nextBoolean()) {
            // So that the fee leaves something like the dust limit.
            Coin owed = liquidation.price().buys(liquidation.debt());
            Coin near = owed.add(rate.fee(708 + 418L * (count - 1))).add(DUST);
            Coin others = coins.stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
            Coin wanted = near.subtract(others).add(sat(random.nextInt(1200) - 1000));
            last = wanted.isPositive() ? wanted : last;
        }
        coins.add(TestLoans.coin(0, last));
        return coins;
    }
}
