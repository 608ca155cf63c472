package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.escrowkit.core.settlement.SettlementFixture.withFee;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

class BumpTest {
    private static final Map<SettlementIntent, Share> BEARERS = Map.of(
            RELEASE,
            Share.BORROWER,
            new SettlementIntent.Refund(),
            Share.BORROWER,
            new SettlementIntent.PartialRelease(sat(20_000_000)),
            Share.BORROWER,
            new SettlementIntent.Consolidation(),
            Share.NEXT_ESCROW,
            LIQUIDATION,
            Share.BORROWER,
            new SettlementIntent.PartialLiquidation(usd("30000"), BigDecimal.ZERO, price("40000"), Ltv.ofPercent("60")),
            Share.NEXT_ESCROW,
            new SettlementIntent.AwardSplit(sat(20_000_000), sat(1_000_000)),
            Share.BORROWER);

    /** BIP125: the same inputs, a higher fee; and beyond it, no byte of anything else changes. */
    @Test
    void nothingChangesButTheBearersOutput() {
        BEARERS.forEach((intent, bearer) -> {
            SettlementPlan plan = plan(intent, coins(Coin.COIN, Coin.CENT), FeeRate.ofSatsPerVb(10));
            assertEquals(bearer, plan.bearer(), intent::toString);
            SettlementPlan bumped = plan.bumped(FeeRate.ofSatsPerVb(30));
            assertEquals(FeeRate.ofSatsPerVb(30).fee(plan.mostWeight()), bumped.fee(), intent::toString);
            assertOnlyTheBearerPays(plan, bumped);
            assertOnlyTheBearerPays(bumped, bumped.bumped(FeeRate.ofSatsPerVb(40)));
        });
    }

    static void assertOnlyTheBearerPays(SettlementPlan plan, SettlementPlan bumped) {
        Coin more = bumped.fee().subtract(plan.fee());
        int changed = List.copyOf(plan.amounts().keySet()).indexOf(plan.bearer());
        List<TransactionOutput> expected = new ArrayList<>(plan.unsigned().outputs());
        TransactionOutput was = expected.get(changed);
        expected.set(changed, new TransactionOutput(was.value().subtract(more), was.scriptPubKey()));
        Transaction unsigned = plan.unsigned();
        assertEquals(
                new Transaction(unsigned.version(), unsigned.inputs(), expected, unsigned.lockTime()),
                bumped.unsigned(),
                () -> plan.intent() + " after a bump");
        assertEquals(plan.question(), bumped.question());
        assertEquals(plan.bearer(), bumped.bearer());
    }

    /** BIP125, rule 4: at least 1 sat/vB more, on 146 virtual bytes, whatever rate is asked for. */
    @Test
    void aReplacementPaysForItsOwnRelay() {
        SettlementPlan plan = plan(RELEASE, Coin.COIN, FeeRate.ofSatsPerVb(10));
        assertEquals(584, plan.mostWeight());
        assertEquals(sat(1_460), plan.fee());
        for (FeeRate rate : List.of(ONE, FeeRate.ofSatsPerVb(10), FeeRate.ofSatsPerVb(11))) {
            assertEquals(sat(1_606), plan.bumped(rate).fee(), rate::toString);
        }
        assertEquals(sat(1_752), plan.bumped(FeeRate.ofSatsPerVb(12)).fee());
    }

    /** By the rate, 500 sat/vB · 146 = 73,000; in all, as the terms say. */
    @Test
    void theBoundsOfTheTermsHold() {
        SettlementPlan plan = plan(RELEASE, Coin.COIN, ONE);
        assertEquals(sat(73_000), plan.bumped(FeeRate.ofSatsPerVb(9_999)).fee());
        SettlementPlan nearly = withFee(RELEASE, Coin.COIN, sat(72_854));
        assertEquals(sat(73_000), nearly.bumped(FeeRate.ofSatsPerVb(500)).fee());
        assertThrows(
                SettlementException.class,
                () -> withFee(RELEASE, Coin.COIN, sat(72_855)).bumped(ONE));

        var bounds = new FeeBounds(ONE, FeeRate.ofSatsPerVb(500), sat(5_000), BigDecimal.ONE, FeeBearer.BORROWER);
        LoanTerms terms = TestLoans.withFees(TERMS, bounds);
        SettlementPlan bounded = SettlementPlanner.plan(
                SettlementFixture.question(RELEASE, terms, coins(Coin.COIN)), FeeRate.ofSatsPerVb(10));
        assertEquals(sat(5_000), bounded.bumped(FeeRate.ofSatsPerVb(100)).fee());
    }

    /** 0.75 are due. The lender's output is not touched for a surplus that cannot pay. */
    @Test
    void aShareThatCannotGoLowerIsNotBumped() {
        SettlementPlan plan = withFee(LIQUIDATION, sat(75_001_500), sat(1_000));
        assertEquals(sat(500), plan.toBorrower());
        assertEquals(708, plan.mostWeight());
        assertEquals(sat(1_177), plan.bumped(ONE).fee());
        assertEquals(sat(323), plan.bumped(ONE).toBorrower());
        SettlementPlan bumped = plan.bumped(ONE);
        assertThrows(SettlementException.class, () -> bumped.bumped(ONE));
    }

    @Test
    void withoutASurplusTheLenderPays() {
        SettlementPlan plan = withFee(LIQUIDATION, sat(50_000_000), sat(1_000));
        assertEquals(Share.LENDER, plan.bearer());
        assertOnlyTheBearerPays(plan, plan.bumped(FeeRate.ofSatsPerVb(20)));
    }

    /** What is kept counts as collateral from 0.05 on. */
    @Test
    void whatIsKeptIsNotBumpedBelowWhatCounts() {
        SettlementPlan plan = withFee(new SettlementIntent.Consolidation(), sat(5_001_000), sat(700));
        assertEquals(sat(5_000_300), plan.kept());
        assertEquals(sat(158), plan.bumped(ONE).fee().subtract(plan.fee()));
        SettlementPlan bumped = plan.bumped(ONE);
        assertThrows(SettlementException.class, () -> bumped.bumped(ONE));
    }
}
