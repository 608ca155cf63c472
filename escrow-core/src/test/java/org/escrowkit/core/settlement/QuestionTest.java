package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.escrowkit.core.settlement.SettlementFixture.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.AwaitingCollateral;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;
import org.junit.jupiter.api.Test;

class QuestionTest {
    private static final List<VaultAddress> ESCROWS = TERMS.escrows().addresses();

    @Test
    void onlyCoinsOfTheLoanAreSpentAndEachOnce() {
        Deposit foreign = TestLoans.coin(1, Coin.COIN, VAULT.address(20));
        assertThrows(SettlementException.class, () -> plan(RELEASE, List.of(foreign), ONE));
        Deposit coin = TestLoans.coin(1, Coin.COIN);
        assertThrows(SettlementException.class, () -> plan(RELEASE, List.of(coin, coin), ONE));
    }

    @Test
    void aLocktimeIsAHeight() {
        for (int lockTime : List.of(-1, 500_000_000)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SettlementQuestion(RELEASE, TERMS, 0, coins(Coin.COIN), lockTime));
        }
        for (int lockTime : List.of(0, 1, 840_000, 499_999_999)) {
            var question = new SettlementQuestion(RELEASE, TERMS, 0, coins(Coin.COIN), lockTime);
            assertEquals(
                    lockTime, SettlementPlanner.plan(question, ONE).unsigned().lockTime());
        }
    }

    /**
     * Coins at three of the loan's addresses: each input has the script and the keys of its own, and all get signed.
     */
    @Test
    void coinsMayLieAtAnyOfTheLoansAddresses() {
        List<Deposit> coins = List.of(
                TestLoans.coin(1, Coin.COIN, ESCROWS.get(2)),
                TestLoans.coin(2, Coin.CENT, ESCROWS.get(0)),
                TestLoans.coin(3, Coin.COIN, ESCROWS.get(1)),
                TestLoans.coin(4, Coin.COIN, ESCROWS.get(2)));
        SettlementPlan plan = plan(LIQUIDATION, coins, ONE);
        for (int i = 0; i < 4; i++) {
            VaultAddress escrow = plan.question().escrows().get(i);
            assertEquals(plan.coins().get(i).scriptPubKey(), escrow.scriptPubKey());
            PsbtInput input = plan.toPsbt().inputs().get(i);
            assertEquals(Optional.of(escrow.witnessScript()), input.witnessScript());
            assertEquals(escrow.origin(Role.LENDER), input.origins().get(escrow.key(Role.LENDER)));
        }
        Transaction signed = signed(plan, Role.LENDER, Role.ARBITER);
        assertEquals(plan.unsigned().txid(), signed.txid());
    }

    @Test
    void theQuestionOfALoanIsWhatItsStateDemandsOfTheFinalCoins() {
        Ledger ledger = TestChain.watching(
                        ESCROWS.get(0).scriptPubKey(), ESCROWS.get(1).scriptPubKey())
                .mine(
                        TestChain.paying(1, ESCROWS.get(0).scriptPubKey(), Coin.COIN),
                        TestChain.paying(2, ESCROWS.get(1).scriptPubKey(), Coin.COIN))
                .mineEmpty(2)
                .mine(TestChain.paying(3, ESCROWS.get(0).scriptPubKey(), Coin.COIN))
                .ledger();
        var consolidation = new SettlementIntent.Consolidation();
        SettlementQuestion question = SettlementQuestion.of(
                        TestStates.demanding(consolidation, TERMS, ledger, 2), ledger, 103)
                .orElseThrow();
        assertEquals(consolidation, question.intent());
        assertEquals(Coin.COIN.multiply(2), question.total());
        assertEquals(Optional.of(ESCROWS.get(3)), question.nextEscrow());
        assertEquals(103, question.lockTime());

        var waiting = TestStates.in(TERMS, new AwaitingCollateral(Holdings.of(ledger, TERMS), Optional.empty()));
        assertEquals(Optional.empty(), SettlementQuestion.of(waiting, ledger, 0));
    }

    /** The loan knows its settlement by what was signed. */
    @Test
    void theSignedSettlementSaysWhatWasSpentAndPaid() {
        SettlementPlan plan = plan(LIQUIDATION, coins(Coin.COIN, Coin.CENT), ONE);
        SignedSettlement settled = plan.signed(plan.unsigned().txid());
        assertEquals(plan.unsigned().txid(), settled.txid());
        assertEquals(sat(75_000_000), settled.toLender());
        assertEquals(
                plan.coins().stream().map(Deposit::outpoint).toList(),
                settled.spent().stream().map(coin -> coin.outpoint()).toList());
        assertEquals(
                plan.coins().stream().map(Deposit::value).toList(),
                settled.spent().stream().map(coin -> coin.value()).toList());
        assertThrows(IllegalArgumentException.class, () -> plan.signed(TestChain.hash("another")));
    }

    @Test
    void aPlanReadsLikeThis() {
        var question = new SettlementQuestion(LIQUIDATION, TERMS, 0, coins(Coin.COIN, Coin.CENT), 120);
        assertEquals("""
                Loan 7: liquidation of USD 30000 at USD 40000
                Spends 2 coins, 1.01000000 BTC (101,000,000 sat)
                Pays 0.75000000 BTC (75,000,000 sat) to the lender
                Pays 0.25999718 BTC (25,999,718 sat) to the borrower
                Fee 0.00000282 BTC (282 sat), of which the borrower bears every satoshi more, \
                on at most 1126 weight units
                May be mined in the block after number 120
                """, SettlementPlanner.plan(question, ONE).explain());
    }
}
