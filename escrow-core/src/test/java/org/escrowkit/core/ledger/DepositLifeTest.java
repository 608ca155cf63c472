package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ELSEWHERE;
import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.escrowkit.core.ledger.LedgerFixture.PAYMENT;
import static org.escrowkit.core.ledger.LedgerFixture.THREE;
import static org.escrowkit.core.ledger.LedgerFixture.chain;
import static org.escrowkit.core.ledger.LedgerFixture.changes;
import static org.escrowkit.core.ledger.LedgerFixture.counting;
import static org.escrowkit.core.ledger.LedgerFixture.only;
import static org.escrowkit.core.ledger.LedgerFixture.pending;
import static org.escrowkit.core.ledger.LedgerFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

class DepositLifeTest {
    @Test
    void aDepositIsSeenThenConfirmingThenFinal() {
        TestChain chain = chain().mempool(PAYMENT);
        assertEquals(List.of("Seen"), changes(chain));
        assertEquals("in mempool", status(chain));

        chain.mine(PAYMENT);
        assertEquals(List.of("Confirmed"), changes(chain));
        assertEquals("confirming 1/3", status(chain));
        assertEquals("confirming 2/3", status(chain.mineEmpty(1)));
        assertEquals("final", status(chain.mineEmpty(1)));
        assertEquals(
                3, only(chain).confirmations(chain.ledger().tip().height()), "its own block is the first confirmation");
    }

    @Test
    void onlyFinalCoinsCountAsCollateral() {
        TestChain chain = chain().mempool(PAYMENT);
        assertEquals(Coin.ZERO, counting(chain));
        assertEquals(Coin.COIN, pending(chain));
        chain.mine(PAYMENT).mineEmpty(1);
        assertEquals(Coin.ZERO, counting(chain), "two of three confirmations are not enough");
        chain.mineEmpty(1);
        assertEquals(Coin.COIN, counting(chain));
        assertEquals(Coin.ZERO, pending(chain));
    }

    @Test
    void aSecondLookAtTheSameMempoolChangesNothing() {
        TestChain chain = chain().mempool(PAYMENT).mempool(PAYMENT);
        assertEquals(List.of(), changes(chain));
    }

    @Test
    void everyOutputToTheScriptIsADepositOfItsOwn() {
        Transaction twice = TestChain.paying(2, ESCROW, Coin.COIN, Coin.CENT);
        TestChain chain = chain().mine(twice);
        assertEquals(
                List.of(new Outpoint(twice.txid(), 0), new Outpoint(twice.txid(), 1)),
                chain.ledger().deposits(ESCROW).stream().map(Deposit::outpoint).toList());
    }

    /** W17: dust is recorded and never counts, however many blocks confirm it. */
    @Test
    void dustIsRecordedAndCountsForNothing() {
        Coin crumb = THREE.leastValue().subtract(Coin.SATOSHI);
        TestChain chain = chain().mine(TestChain.paying(3, ESCROW, crumb)).mineEmpty(2);
        assertEquals(crumb, only(chain).value());
        assertEquals("too small to count", status(chain));
        assertEquals(Collateral.NONE, chain.ledger().collateral(ESCROW, THREE));
    }

    @Test
    void theLeastDepositCounts() {
        TestChain chain =
                chain().mine(TestChain.paying(3, ESCROW, THREE.leastValue())).mineEmpty(2);
        assertEquals(THREE.leastValue(), counting(chain));
    }

    @Test
    void paymentsToOtherScriptsAreNotDeposits() {
        TestChain chain = chain().mine(TestChain.paying(4, ELSEWHERE, Coin.COIN));
        assertEquals(List.of(), chain.changes());
        assertEquals(List.of(), chain.ledger().deposits(ELSEWHERE));
    }

    @Test
    void aMinedCoinCountsWithItsHundredthConfirmationOnly() {
        TestChain chain = chain().mine(TestChain.coinbase(1, ESCROW, Coin.FIFTY_COINS));
        assertEquals("immature coinbase 1/100", status(chain));
        chain.mineEmpty(98);
        assertEquals("immature coinbase 99/100", status(chain));
        assertEquals(Coin.ZERO, counting(chain));
        assertEquals(Coin.FIFTY_COINS, pending(chain));
        chain.mineEmpty(1);
        assertEquals("final", status(chain));
        assertEquals(Coin.FIFTY_COINS, counting(chain));
    }

    @Test
    void aPolicyDeeperThanMaturityHoldsForMinedCoinsToo() {
        TestChain chain =
                chain().mine(TestChain.coinbase(1, ESCROW, Coin.FIFTY_COINS)).mineEmpty(99);
        int tip = chain.ledger().tip().height();
        assertEquals(
                new DepositStatus.Immature(100, 144), only(chain).status(tip, new DepositPolicy(144, Coin.SATOSHI)));
        assertEquals(new DepositStatus.Final(), only(chain).status(tip, THREE));
    }

    @Test
    void coinsComeInTheOrderOfTheirOutpointsHoweverTheyArrived() {
        TestChain chain = chain();
        for (int salt = 10; salt < 30; salt++) {
            chain.mine(TestChain.paying(salt, ESCROW, Coin.CENT));
        }
        List<Outpoint> found =
                chain.ledger().deposits(ESCROW).stream().map(Deposit::outpoint).toList();
        assertEquals(20, found.size());
        assertEquals(found.stream().sorted().toList(), found);
    }

    /** W1: the chain is walked by hash. */
    @Test
    void aBlockThatDoesNotLinkIsRefused() {
        TestChain chain = chain().mine(PAYMENT);
        Ledger before = chain.ledger();
        BlockRef sibling = new BlockRef(TestChain.START.height() + 2, TestChain.hash("sibling"));
        assertThrows(IllegalArgumentException.class, () -> before.connect(sibling, TestChain.START.hash(), List.of()));
        BlockRef tooHigh = new BlockRef(TestChain.START.height() + 3, TestChain.hash("too high"));
        assertThrows(
                IllegalArgumentException.class,
                () -> before.connect(tooHigh, before.tip().hash(), List.of()));
        assertEquals(before, chain.ledger());
    }

    @Test
    void onlyTheBlockBelowTheTipIsATipToGoBackTo() {
        Ledger ledger = chain().mineEmpty(3).ledger();
        assertThrows(IllegalArgumentException.class, () -> ledger.disconnect(TestChain.START));
        assertThrows(IllegalArgumentException.class, () -> ledger.disconnect(ledger.tip()));
    }

    @Test
    void aLedgerIsAValueThatNoStepChanges() {
        TestChain chain = chain().mempool(PAYMENT);
        Ledger before = chain.ledger();
        chain.mine(PAYMENT);
        assertTrue(before.deposits(ESCROW).get(0).block().isEmpty());
    }

    @Test
    void aPolicyAsksForAtLeastOneConfirmation() {
        assertThrows(IllegalArgumentException.class, () -> new DepositPolicy(0, Coin.SATOSHI));
        assertThrows(IllegalArgumentException.class, () -> new DepositPolicy(-1, Coin.SATOSHI));
        assertThrows(IllegalArgumentException.class, () -> new DepositPolicy(1, Coin.ZERO));
    }
}
