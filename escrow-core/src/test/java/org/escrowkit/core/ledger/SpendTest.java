package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.escrowkit.core.ledger.LedgerFixture.PAYMENT;
import static org.escrowkit.core.ledger.LedgerFixture.chain;
import static org.escrowkit.core.ledger.LedgerFixture.changes;
import static org.escrowkit.core.ledger.LedgerFixture.counting;
import static org.escrowkit.core.ledger.LedgerFixture.only;
import static org.escrowkit.core.ledger.LedgerFixture.pending;
import static org.escrowkit.core.ledger.LedgerFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

class SpendTest {
    private static final Transaction SPEND = TestChain.spending(1, PAYMENT.outpoint(0));
    private static final Transaction RIVAL = TestChain.spending(2, PAYMENT.outpoint(0));

    private static TestChain finalDeposit() {
        return chain().mine(PAYMENT).mineEmpty(2);
    }

    @Test
    void aSpendIsSeenThenConfirmed() {
        TestChain chain = finalDeposit().mempool(SPEND);
        assertEquals(List.of("SpentBy"), changes(chain));
        assertEquals(
                Optional.of(new Spend(SPEND.txid(), Optional.empty(), List.of())),
                only(chain).spend());

        chain.mine(SPEND);
        assertEquals(List.of("SpentBy"), changes(chain));
        BlockRef tip = chain.ledger().tip();
        assertEquals(
                Optional.of(new Spend(SPEND.txid(), Optional.of(tip), List.of())),
                only(chain).spend());
        assertEquals("spent by " + SPEND.txid(), status(chain));
    }

    @Test
    void aSpentCoinIsNeitherCollateralNorPending() {
        TestChain chain = finalDeposit().mempool(SPEND);
        assertEquals(Coin.ZERO, counting(chain));
        assertEquals(Coin.ZERO, pending(chain));
    }

    @Test
    void reorgTakesASpendBack() {
        TestChain chain = finalDeposit().mine(SPEND).disconnect();
        assertEquals(List.of("Unspent"), changes(chain));
        assertEquals(Coin.COIN, counting(chain));
        chain.mempool(SPEND);
        assertEquals(List.of("SpentBy"), changes(chain));
        assertEquals(Coin.ZERO, counting(chain));
    }

    @Test
    void aSpendThatTheMempoolForgetsFreesTheCoin() {
        TestChain chain = finalDeposit().mempool(SPEND).mempool();
        assertEquals(List.of("Unspent"), changes(chain));
        assertEquals(Coin.COIN, counting(chain));
    }

    @Test
    void aSpendInABlockOutranksTheOneInTheMempool() {
        TestChain chain = finalDeposit().mempool(SPEND).mine(RIVAL).mempool(SPEND);
        assertEquals(List.of(), changes(chain));
        assertEquals(RIVAL.txid(), only(chain).spend().orElseThrow().txid());
    }

    /** NBXplorer #421: a replacement is noticed by the input it takes, not by whom it pays. */
    @Test
    void aReplacedSpendGivesWayToItsReplacement() {
        TestChain chain = finalDeposit().mempool(SPEND).mempool(RIVAL);
        assertEquals(List.of("Unspent", "SpentBy"), changes(chain));
        assertEquals(RIVAL.txid(), only(chain).spend().orElseThrow().txid());
    }

    @Test
    void aDepositAndItsSpendInOneBlockComeAndGoTogether() {
        TestChain chain = chain().mine(PAYMENT, SPEND);
        assertEquals(List.of("Confirmed", "SpentBy"), changes(chain));
        chain.disconnect();
        assertEquals(List.of("Unspent", "ReorgedOut"), changes(chain));
        assertEquals("in mempool", status(chain));
    }

    @Test
    void aDepositThatConfirmsKeepsTheSpendThatStillWaits() {
        TestChain chain = chain().mempool(PAYMENT, SPEND).mine(PAYMENT);
        assertEquals(List.of("Confirmed"), changes(chain));
        assertEquals(
                Optional.of(new Spend(SPEND.txid(), Optional.empty(), List.of())),
                only(chain).spend());
    }

    /** A mempool has no order: whether the child comes before its parent must not matter. */
    @Test
    void theOrderOfTheMempoolDoesNotMatter() {
        Ledger parentFirst = chain().mempool(PAYMENT, SPEND).ledger();
        Ledger childFirst = chain().mempool(SPEND, PAYMENT).ledger();
        assertEquals(parentFirst, childFirst);
        assertEquals(
                Optional.of(SPEND.txid()),
                parentFirst.deposits(ESCROW).get(0).spend().map(Spend::txid));
    }

    @Test
    void aTransactionMayTakeOneCoinAndMakeTheNext() {
        Transaction refresh = TestChain.moving(PAYMENT.outpoint(0), ESCROW, Coin.CENT);
        TestChain chain = finalDeposit().mine(refresh);
        assertEquals(List.of("SpentBy", "Confirmed"), changes(chain));
        assertEquals(Coin.CENT, pending(chain));
    }
}
