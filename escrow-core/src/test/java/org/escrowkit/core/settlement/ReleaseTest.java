package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.BORROWER;
import static org.escrowkit.core.settlement.SettlementFixture.DUST;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.outputs;
import static org.escrowkit.core.settlement.SettlementFixture.pays;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.escrowkit.core.settlement.SettlementFixture.withFee;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.Deposit;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    @Test
    void theBorrowerGetsEverythingButTheFee() {
        SettlementPlan plan = withFee(RELEASE, Coin.COIN, sat(1000));
        assertEquals(List.of(pays(BORROWER, sat(99_999_000))), outputs(plan));
        assertEquals(sat(1000), plan.fee());
        assertEquals(sat(99_999_000), plan.toBorrower());
        assertEquals(Coin.ZERO, plan.toLender());
    }

    /**
     * 582 weight units by hand: 4 · 82 bytes, the segwit marker's 2, a witness of 254 at most; less 2 for good luck.
     */
    @Test
    void theFeeIsTheRateTimesTheWeight() {
        assertEquals(
                584, SettlementPlanner.mostWeight(plan(RELEASE, Coin.COIN, ONE).unsigned(), TERMS));
        assertEquals(sat(146), plan(RELEASE, Coin.COIN, ONE).fee());
    }

    /** S17: version 2, no locktime, replaceable. */
    @Test
    void theShapeIsAlwaysTheSame() {
        var unsigned = plan(RELEASE, Coin.COIN, ONE).unsigned();
        assertEquals(2, unsigned.version());
        assertEquals(0, unsigned.lockTime());
        assertEquals(
                TransactionInput.SEQUENCE_REPLACEABLE, unsigned.inputs().get(0).sequence());
    }

    @Test
    void severalCoinsAreSpentInTheOrderOfTheirOutpoints() {
        List<Deposit> coins = coins(Coin.COIN, Coin.CENT, Coin.MILLICOIN, Coin.FIFTY_COINS, sat(400));
        List<Outpoint> sorted = coins.stream().map(Deposit::outpoint).sorted().toList();
        SettlementPlan plan = plan(RELEASE, coins, ONE);
        assertEquals(
                sorted,
                plan.unsigned().inputs().stream()
                        .map(TransactionInput::outpoint)
                        .toList());
        assertEquals(sorted, plan.coins().stream().map(Deposit::outpoint).toList());
    }

    @Test
    void theOrderInWhichCoinsAreGivenDoesNotMatter() {
        List<Deposit> coins = new ArrayList<>(coins(Coin.COIN, Coin.CENT, Coin.MILLICOIN, Coin.FIFTY_COINS));
        SettlementPlan plan = plan(RELEASE, coins, ONE);
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(coins, random);
            assertEquals(plan, plan(RELEASE, coins, ONE));
        }
    }

    @Test
    void thereMustBeACoin() {
        assertThrows(SettlementException.class, () -> plan(RELEASE, List.of(), ONE));
    }

    @Test
    void aFeeThatTakesAllIsNoSettlement() {
        for (Coin fee : List.of(
                Coin.COIN, Coin.COIN.add(sat(1)), Coin.COIN.subtract(DUST).add(sat(1)))) {
            assertThrows(SettlementException.class, () -> withFee(RELEASE, Coin.COIN, fee));
        }
        assertThrows(SettlementException.class, () -> plan(RELEASE, sat(400), ONE));
    }

    @Test
    void theLeastShareIsTheDustLimit() {
        assertEquals(List.of(pays(BORROWER, DUST)), outputs(withFee(RELEASE, Coin.COIN, Coin.COIN.subtract(DUST))));
    }
}
