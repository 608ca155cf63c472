package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.ARBITER;
import static org.escrowkit.core.settlement.SettlementFixture.BORROWER;
import static org.escrowkit.core.settlement.SettlementFixture.LENDER;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.outputs;
import static org.escrowkit.core.settlement.SettlementFixture.pays;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.escrowkit.core.settlement.SettlementFixture.withFee;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

/** One bitcoin, of which the arbiter awards parts. */
class AwardTest {
    private static SettlementIntent award(long toLender, long toArbiter) {
        return new SettlementIntent.AwardSplit(sat(toLender), sat(toArbiter));
    }

    @Test
    void theBorrowerGetsTheRestAndBearsTheFee() {
        SettlementPlan plan = withFee(award(60_000_000, 1_000_000), Coin.COIN, sat(1_000));
        assertEquals(
                List.of(pays(LENDER, sat(60_000_000)), pays(ARBITER, sat(1_000_000)), pays(BORROWER, sat(38_999_000))),
                outputs(plan));
        assertEquals(sat(1_000_000), plan.toArbiter());
        assertEquals(Share.BORROWER, plan.bearer());
    }

    @Test
    void whoIsAwardedNothingHasNoOutput() {
        assertEquals(List.of(pays(BORROWER, sat(99_999_000))), outputs(withFee(award(0, 0), Coin.COIN, sat(1_000))));
        assertEquals(
                List.of(pays(LENDER, sat(50_000_000)), pays(BORROWER, sat(49_999_000))),
                outputs(withFee(award(50_000_000, 0), Coin.COIN, sat(1_000))));
    }

    /** 400 are left to the borrower: they pay 400 of the 1,000, and the lender the rest. */
    @Test
    void whereTheBorrowersPartEndsTheLendersBearsTheFee() {
        SettlementPlan plan = withFee(award(98_999_600, 1_000_000), Coin.COIN, sat(1_000));
        assertEquals(List.of(pays(LENDER, sat(98_999_000)), pays(ARBITER, sat(1_000_000))), outputs(plan));
        assertEquals(sat(1_000), plan.fee());
        assertEquals(Share.LENDER, plan.bearer());
    }

    @Test
    void theArbiterBearsItWhereThereIsNobodyElse() {
        SettlementPlan plan = withFee(award(0, 100_000_000), Coin.COIN, sat(1_000));
        assertEquals(List.of(pays(ARBITER, sat(99_999_000))), outputs(plan));
        assertEquals(Share.ARBITER, plan.bearer());
    }

    /** 1,200 less 1,000 is dust. */
    @Test
    void aRestThatIsDustGoesToTheFee() {
        SettlementPlan plan = withFee(award(99_998_800, 0), Coin.COIN, sat(1_000));
        assertEquals(List.of(pays(LENDER, sat(99_998_800))), outputs(plan));
        assertEquals(sat(1_200), plan.fee());
        assertEquals(plan, SettlementPlanner.planWithFee(plan.question(), plan.fee()));
    }

    @Test
    void anAwardThatCannotBePaidIsRefused() {
        assertThrows(SettlementException.class, () -> withFee(award(100_000_001, 0), Coin.COIN, Coin.ZERO));
        assertThrows(SettlementException.class, () -> withFee(award(293, 0), Coin.COIN, sat(1_000)));
        assertThrows(SettlementException.class, () -> withFee(award(0, 293), Coin.COIN, sat(1_000)));
        assertThrows(SettlementException.class, () -> withFee(award(0, 0), Coin.COIN, Coin.COIN));
        assertThrows(SettlementException.class, () -> withFee(award(0, 0), Coin.COIN, sat(100_000_001)));
    }

    @Test
    void anArbiterWithoutAnAddressIsPaidNothing() {
        LoanTerms terms = TestLoans.amended(
                TERMS,
                new Payouts(TERMS.payouts().borrower(), TERMS.payouts().lender(), Optional.empty()),
                TERMS.deadlines());
        var paid = SettlementFixture.question(award(1_000_000, 1_000_000), terms, coins(Coin.COIN));
        assertThrows(SettlementException.class, () -> SettlementPlanner.plan(paid, ONE));
        var unpaid = SettlementFixture.question(award(1_000_000, 0), terms, coins(Coin.COIN));
        assertEquals(2, outputs(SettlementPlanner.plan(unpaid, ONE)).size());
    }

    @Test
    void theWeightIsThatOfThreeOutputs() {
        assertEquals(
                plan(award(60_000_000, 0), Coin.COIN, ONE).mostWeight() + 124,
                plan(award(60_000_000, 1_000_000), Coin.COIN, ONE).mostWeight());
    }
}
