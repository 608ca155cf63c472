package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.BORROWER;
import static org.escrowkit.core.settlement.SettlementFixture.DUST;
import static org.escrowkit.core.settlement.SettlementFixture.LENDER;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.liquidation;
import static org.escrowkit.core.settlement.SettlementFixture.outputs;
import static org.escrowkit.core.settlement.SettlementFixture.pays;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.escrowkit.core.settlement.SettlementFixture.withFee;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

/** A debt that is worth 0.75 bitcoin, unless a test says otherwise. */
class LiquidationTest {
    private static final Coin OWED = btc("0.75");

    @Test
    void theLenderIsMadeWholeAndTheBorrowerGetsTheSurplusAtOnce() {
        SettlementPlan plan = withFee(LIQUIDATION, Coin.COIN, sat(1000));
        assertEquals(List.of(pays(LENDER, OWED), pays(BORROWER, sat(24_999_000))), outputs(plan));
        assertEquals(OWED, plan.toLender());
        assertEquals(sat(24_999_000), plan.toBorrower());
        assertEquals(sat(1000), plan.fee());
    }

    /** 30,000 / 37,000 = 0.810810810… bitcoin. */
    @Test
    void aFractionOfASatoshiIsTheLenders() {
        assertEquals(
                sat(81_081_082),
                withFee(liquidation("30000", "37000"), Coin.COIN, sat(1000)).toLender());
    }

    /** 0.01 at 40,000 is 25 satoshis, which no node relays: the loan ends all the same, at the borrower's cost. */
    @Test
    void aDueThatIsDustIsRaisedToWhatNodesRelay() {
        for (String owed : List.of("0.01", "0.1172")) {
            SettlementPlan plan = withFee(liquidation(owed, "40000"), Coin.COIN, sat(1000));
            assertEquals(List.of(pays(LENDER, DUST), pays(BORROWER, sat(99_998_706))), outputs(plan));
        }
        assertEquals(
                sat(295),
                withFee(liquidation("0.118", "40000"), Coin.COIN, sat(1000)).toLender());
    }

    @Test
    void aPartialSaleThatIsDustIsRaisedToo() {
        var part = new SettlementIntent.PartialLiquidation(
                usd("30000"), BigDecimal.ZERO, price("40000"), Ltv.ofPercent("76"));
        // 30,000 / 0.76 / 40,000 = 0.98684210…: with a little less left than that, a few satoshis bring it to 76 %.
        SettlementPlan plan = withFee(part, sat(98_684_200 + 1_000), sat(1000));
        assertEquals(DUST, plan.toLender());
        assertEquals(sat(98_684_200).subtract(DUST), plan.kept());
    }

    @Test
    void aSurplusBelowDustGoesToTheFee() {
        SettlementPlan plan = withFee(LIQUIDATION, OWED.add(DUST).subtract(sat(1)), Coin.ZERO);
        assertEquals(List.of(pays(LENDER, OWED)), outputs(plan));
        assertEquals(DUST.subtract(sat(1)), plan.fee());
        assertEquals(Coin.ZERO, plan.toBorrower());
    }

    @Test
    void aSurplusOfTheDustLimitIsPaid() {
        assertEquals(
                List.of(pays(LENDER, OWED), pays(BORROWER, DUST)),
                outputs(withFee(LIQUIDATION, OWED.add(DUST), Coin.ZERO)));
    }

    @Test
    void theExactDebtLeavesNoSurplus() {
        SettlementPlan plan = withFee(LIQUIDATION, OWED.add(sat(500)), sat(500));
        assertEquals(List.of(pays(LENDER, OWED)), outputs(plan));
        assertEquals(sat(500), plan.fee());
    }

    @Test
    void aDebtBeyondTheCollateralGivesTheLenderAllButTheFee() {
        SettlementPlan plan = withFee(LIQUIDATION, btc("0.5"), sat(1000));
        assertEquals(List.of(pays(LENDER, sat(49_999_000))), outputs(plan));
        assertEquals(sat(1000), plan.fee());
        assertEquals(Coin.ZERO, plan.toBorrower());
    }

    @Test
    void aFeeThatTakesAllIsNoSettlement() {
        assertThrows(SettlementException.class, () -> withFee(LIQUIDATION, btc("0.5"), btc("0.5")));
        assertThrows(SettlementException.class, () -> withFee(LIQUIDATION, sat(1000), sat(1001)));
        assertThrows(SettlementException.class, () -> plan(LIQUIDATION, sat(300), ONE));
    }

    /** A second output costs 124 weight units: 31 satoshis at the lowest rate, 15,500 at the highest. */
    @Test
    void theFeeRateHoldsOnBothSidesOfTheDustLimit() {
        for (FeeRate rate : List.of(ONE, FeeRate.ofSatsPerVb(20), FeeRate.ofSatsPerVb(500))) {
            Coin twoOutputs = plan(LIQUIDATION, Coin.COIN, rate).fee();
            for (long around = -17_000; around <= 1_000; around += 23) {
                Coin collateral = OWED.add(twoOutputs).add(sat(around));
                SettlementPlan plan = plan(LIQUIDATION, collateral, rate);
                Coin least = rate.fee(SettlementPlanner.mostWeight(plan.unsigned(), TERMS));
                assertTrue(!plan.fee().isLessThan(least), () -> rate + ", " + collateral + " pays " + plan.fee());
            }
        }
    }
}
