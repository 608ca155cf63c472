package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
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

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
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
