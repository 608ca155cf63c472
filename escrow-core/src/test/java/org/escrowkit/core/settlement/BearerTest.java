package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.BORROWER;
import static org.escrowkit.core.settlement.SettlementFixture.LENDER;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.outputs;
import static org.escrowkit.core.settlement.SettlementFixture.pays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

/** Terms by which the lender bears the fee; 0.75 bitcoin are due. */
class BearerTest {
    private static final FeeBounds USUAL = FeeBounds.USUAL;
    static final LoanTerms LENDER_BEARS = TestLoans.withFees(
            TERMS, new FeeBounds(USUAL.floor(), USUAL.ceiling(), USUAL.most(), USUAL.share(), FeeBearer.LENDER));

    private static SettlementPlan withFee(SettlementIntent intent, long collateral, long fee) {
        return SettlementPlanner.planWithFee(
                SettlementFixture.question(intent, LENDER_BEARS, coins(sat(collateral))), sat(fee));
    }

    @Test
    void theLendersShareOfALiquidationIsLowerByTheFee() {
        SettlementPlan plan = withFee(LIQUIDATION, 100_000_000, 1_000);
        assertEquals(List.of(pays(LENDER, sat(74_999_000)), pays(BORROWER, sat(25_000_000))), outputs(plan));
        assertEquals(Share.LENDER, plan.bearer());
    }

    /** A surplus of 293 is lost anyway, so it pays first. */
    @Test
    void aSurplusThatIsDustPaysBeforeTheLenderDoes() {
        SettlementPlan plan = withFee(LIQUIDATION, 75_000_293, 1_000);
        assertEquals(List.of(pays(LENDER, sat(74_999_293))), outputs(plan));
        assertEquals(sat(1_000), plan.fee());
        assertEquals(Share.LENDER, plan.bearer());
        assertEquals(sat(293), withFee(LIQUIDATION, 75_000_293, 100).fee());
        assertEquals(
                List.of(pays(LENDER, sat(74_999_000)), pays(BORROWER, sat(294))),
                outputs(withFee(LIQUIDATION, 75_000_294, 1_000)));
    }

    /** 1,250 are due: down to 294 the lender bears the fee, the borrower the rest. */
    @Test
    void aLenderIsNotLeftWithDust() {
        SettlementIntent small = SettlementFixture.liquidation("0.50", "40000");
        SettlementPlan all = withFee(small, 100_000, 956);
        assertEquals(List.of(pays(LENDER, sat(294)), pays(BORROWER, sat(98_750))), outputs(all));
        assertEquals(Share.BORROWER, all.bearer());
        assertEquals(Share.LENDER, withFee(small, 100_000, 955).bearer());
        SettlementPlan more = withFee(small, 100_000, 957);
        assertEquals(List.of(pays(LENDER, sat(294)), pays(BORROWER, sat(98_749))), outputs(more));
        assertEquals(more, all.bumpedTo(sat(957)));
        assertEquals(sat(294), withFee(small, 100_000, 99_706).toLender());
        assertThrows(SettlementException.class, () -> withFee(small, 100_000, 99_707));
    }

    @Test
    void aDueThatIsDustIsRaisedToWhatNodesRelay() {
        SettlementIntent crumb = SettlementFixture.liquidation("0.01", "40000");
        SettlementPlan plan = withFee(crumb, 100_000, 1_000);
        assertEquals(List.of(pays(LENDER, sat(294)), pays(BORROWER, sat(98_706))), outputs(plan));
    }

    @Test
    void whereTheLenderGetsNothingTheBorrowerBearsTheFee() {
        SettlementPlan plan = withFee(RELEASE, 100_000_000, 1_000);
        assertEquals(List.of(pays(BORROWER, sat(99_999_000))), outputs(plan));
        assertEquals(Share.BORROWER, plan.bearer());
    }

    /** With the borrower's 400 the fee is not paid: the lender pays the other 600. */
    @Test
    void usuallyTheBorrowerBearsItAsFarAsTheSurplusGoes() {
        Coin collateral = sat(75_000_400);
        SettlementPlan plan = SettlementFixture.withFee(LIQUIDATION, collateral, sat(1_000));
        assertEquals(List.of(pays(LENDER, sat(74_999_400))), outputs(plan));
        assertEquals(Share.LENDER, plan.bearer());
    }
}
