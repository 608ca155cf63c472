package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.BORROWER;
import static org.escrowkit.core.settlement.SettlementFixture.LENDER;
import static org.escrowkit.core.settlement.SettlementFixture.NEXT;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
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
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

/** Settlements that leave a part with the loan, at its next address. */
class KeptTest {
    private static final SettlementIntent CONSOLIDATION = new SettlementIntent.Consolidation();

    private static SettlementIntent release(long excess) {
        return new SettlementIntent.PartialRelease(sat(excess));
    }

    private static SettlementIntent sale(String owed, String penalty, String price, String target) {
        return new SettlementIntent.PartialLiquidation(
                usd(owed), new BigDecimal(penalty), price(price), Ltv.ofPercent(target));
    }

    /** Of 1 bitcoin, 0.3 go back and 0.7 stay; the fee of 1,000 comes out of the 0.3. */
    @Test
    void aPartialReleaseTakesTheFeeFromTheExcess() {
        SettlementPlan plan = withFee(release(30_000_000), Coin.COIN, sat(1_000));
        assertEquals(List.of(pays(BORROWER, sat(29_999_000)), pays(NEXT, sat(70_000_000))), outputs(plan));
        assertEquals(sat(29_999_000), plan.toBorrower());
        assertEquals(sat(70_000_000), plan.kept());
        assertEquals(sat(1_000), plan.fee());
        assertEquals(Share.BORROWER, plan.bearer());
    }

    @Test
    void aPartialReleaseIsNeitherOfNothingNorOfAll() {
        for (long excess : List.of(0L, 1_293L, 100_000_000L, 100_000_001L, -1L)) {
            assertThrows(SettlementException.class, () -> withFee(release(excess), Coin.COIN, sat(1_000)), excess + "");
        }
        assertEquals(sat(294), withFee(release(1_294), Coin.COIN, sat(1_000)).toBorrower());
    }

    /** A rest that does not count as a deposit would be collateral that nobody sees: a twentieth of a bitcoin here. */
    @Test
    void whatIsKeptCountsAsADeposit() {
        assertEquals(sat(5_000_000), TERMS.deposits().leastValue());
        assertEquals(
                sat(5_000_000),
                withFee(release(95_000_000), Coin.COIN, sat(1_000)).kept());
        assertThrows(SettlementException.class, () -> withFee(release(95_000_001), Coin.COIN, sat(1_000)));
    }

    @Test
    void aConsolidationKeepsAllButTheFee() {
        SettlementPlan plan = plan(CONSOLIDATION, coins(Coin.COIN, Coin.CENT, Coin.CENT), ONE);
        assertEquals(1, outputs(plan).size());
        assertEquals(pays(NEXT, plan.kept()), outputs(plan).get(0));
        assertEquals(btc("1.02"), plan.kept().add(plan.fee()));
        assertEquals(Share.NEXT_ESCROW, plan.bearer());
    }

    /**
     * 30,000 owed against 1 bitcoin at 40,000 and a fee of 10,000 satoshi (4 dollars), down to 60 %, by hand. Of a sale
     * of s dollars the debt falls by as much: (30000 - s) / (39996 - s) = 0.6, so s is about 15,006, and less by what
     * rounding the credit up to a cent allows. 37,514,951 satoshi are 15,005.9804 dollars and count as 15,005.99: then
     * 14,994.01 is owed against 62,475,049 satoshi, 24,990.0196 dollars, of which 60 % are 14,994.0117. One satoshi
     * less is 15,005.98 and counts as that: 14,994.02 against 60 % of 24,990.02, which is 14,994.012.
     */
    @Test
    void aPartialLiquidationSellsToTheSatoshi() {
        SettlementPlan plan = withFee(sale("30000", "0", "40000", "60"), Coin.COIN, sat(10_000));
        assertEquals(List.of(pays(LENDER, sat(37_514_951)), pays(NEXT, sat(62_475_049))), outputs(plan));
        assertEquals(sat(10_000), plan.fee());
        assertEquals(Share.NEXT_ESCROW, plan.bearer());
    }

    /** A penalty of 5 %: of s dollars the debt falls by s / 1.05: (30000 - s/1.05) = 0.6 (39996 - s), s = 17,033.84. */
    @Test
    void aPenaltyMakesThePartialLiquidationLarger() {
        SettlementPlan plan = withFee(sale("30000", "0.05", "40000", "60"), Coin.COIN, sat(10_000));
        BigDecimal sold = BigDecimal.valueOf(plan.toLender().value).multiply(new BigDecimal("0.0004"));
        BigDecimal exact = new BigDecimal("17033.84");
        assertTrue(sold.subtract(exact).abs().compareTo(new BigDecimal("0.05")) < 0, sold::toString);
    }

    @Test
    void aPartialLiquidationThatCannotReachItsTargetIsRefused() {
        // Under water: whatever is sold, the rest owes more than it is worth.
        assertThrows(
                SettlementException.class, () -> withFee(sale("45000", "0", "40000", "60"), Coin.COIN, sat(1_000)));
        // Healthy already: nothing is to be sold, and nothing is no output.
        assertThrows(
                SettlementException.class, () -> withFee(sale("10000", "0", "40000", "60"), Coin.COIN, sat(1_000)));
        // 39,000 of 40,000 dollars would be sold, and the rest, a fortieth of a bitcoin, would not count.
        assertThrows(
                SettlementException.class, () -> withFee(sale("39500", "0", "40000", "50"), Coin.COIN, sat(1_000)));
        assertThrows(SettlementException.class, () -> withFee(sale("30000", "0", "40000", "60"), Coin.COIN, btc("2")));
    }

    /** After n partial settlements the next address is number n + 1, and the coins may lie at any of the earlier. */
    @Test
    void everyPartialSettlementMovesOneAddressOn() {
        List<VaultAddress> escrows = TERMS.escrows().addresses();
        for (int partials = 0; partials < escrows.size() - 1; partials++) {
            List<Deposit> coins = List.of(
                    TestLoans.coin(1, Coin.COIN, escrows.get(partials)), TestLoans.coin(2, Coin.CENT, escrows.get(0)));
            var question = new SettlementQuestion(CONSOLIDATION, TERMS, partials, coins, 0);
            SettlementPlan plan = SettlementPlanner.plan(question, ONE);
            assertEquals(
                    escrows.get(partials + 1).scriptPubKey(),
                    outputs(plan).get(0).scriptPubKey());
        }
        var used = new SettlementQuestion(CONSOLIDATION, TERMS, escrows.size() - 1, coins(Coin.COIN), 0);
        assertThrows(SettlementException.class, () -> SettlementPlanner.plan(used, ONE));
    }
}
