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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

class ReorgTest {
    /** Spends the same coin, and pays a stranger. */
    private static final Transaction RIVAL = TestChain.paying(1, LedgerFixture.ELSEWHERE, Coin.COIN);

    @Test
    void reorgTakesADepositBack() {
        TestChain chain = chain().mine(PAYMENT).mineEmpty(2);
        chain.disconnect().disconnect().disconnect();
        assertEquals(List.of("ReorgedOut"), changes(chain));
        assertEquals("in mempool", status(chain), "its transaction may come back");
        assertEquals(Coin.ZERO, counting(chain));
        assertEquals(Coin.COIN, pending(chain));
    }

    @Test
    void aShallowReorgOnlyTakesConfirmationsBack() {
        TestChain chain = chain().mine(PAYMENT).mineEmpty(2).disconnect();
        assertEquals(List.of(), changes(chain));
        assertEquals("confirming 2/3", status(chain));
        assertEquals(Coin.ZERO, counting(chain));
    }

    /** W6: being seen again after a reorganisation is no second deposit. */
    @Test
    void mempoolKeepsWhatTheReorgSentBack() {
        TestChain chain = chain().mine(PAYMENT).disconnect().mempool(PAYMENT);
        assertEquals(List.of(), changes(chain));
        assertEquals("in mempool", status(chain));
    }

    /** W7: the mempool forgets a transaction; the deposit goes, and comes back with it. */
    @Test
    void anEvictedDepositIsGoneUntilItIsSeenAgain() {
        TestChain chain = chain().mempool(PAYMENT).mempool();
        assertEquals(List.of("Evicted"), changes(chain));
        assertEquals(List.of(), chain.ledger().deposits(ESCROW));
        chain.mempool(PAYMENT);
        assertEquals(List.of("Seen"), changes(chain));
    }

    @Test
    void anEmptyMempoolDoesNotEvictConfirmedDeposits() {
        TestChain chain = chain().mine(PAYMENT).mempool();
        assertEquals(List.of(), changes(chain));
        assertEquals("confirming 1/3", status(chain));
    }

    /** W4: re-confirmation in another block is a new event, never a new deposit. */
    @Test
    void theSameCoinInAnotherBlockIsTheSameDeposit() {
        TestChain chain = chain().mine(PAYMENT);
        BlockRef first = only(chain).block().orElseThrow();
        chain.disconnect().mine().mine(PAYMENT);
        assertEquals(List.of("Confirmed"), changes(chain));
        BlockRef second = only(chain).block().orElseThrow();
        assertEquals(first.height() + 1, second.height());
        assertEquals("confirming 1/3", status(chain));
    }

    /** W4, bcoin #499: one coin is never both confirmed and unconfirmed. */
    @Test
    void aConfirmedDepositIsNotSeenAgainInAMempoolThatLagsBehind() {
        TestChain chain = chain().mine(PAYMENT).mempool(PAYMENT);
        assertEquals(List.of(), changes(chain));
        assertEquals("confirming 1/3", status(chain));
    }

    /** BTCPay #1371, NBXplorer #421: a replacement that pays elsewhere takes the deposit away. */
    @Test
    void aReplacedDepositIsGone() {
        TestChain chain = chain().mempool(PAYMENT).mempool(RIVAL);
        assertEquals(List.of("Replaced"), changes(chain));
        DepositChange.Replaced replaced =
                assertInstanceOf(DepositChange.Replaced.class, chain.changes().get(0));
        assertEquals(RIVAL.txid(), replaced.by());
        assertEquals(Coin.ZERO, pending(chain));
        assertEquals(List.of(), chain.ledger().deposits(ESCROW));
    }

    /** W7: only a block decides. Until then the mempool may change its mind. */
    @Test
    void aReplacedDepositMayStillWin() {
        TestChain chain = chain().mempool(PAYMENT).mempool(RIVAL).mempool(PAYMENT);
        assertEquals(List.of("Seen"), changes(chain));
        chain.mempool(RIVAL).mine(PAYMENT);
        assertEquals(List.of("Confirmed"), changes(chain));
    }

    /** W6, W7: whether it still waited, was evicted, replaced, or taken back by a reorganisation. */
    @Test
    void aRivalInABlockEndsAnUnconfirmedDeposit() {
        for (TestChain chain : List.of(
                chain().mempool(PAYMENT),
                chain().mempool(PAYMENT).mempool(),
                chain().mempool(PAYMENT).mempool(RIVAL),
                chain().mine(PAYMENT).disconnect())) {
            chain.mine(RIVAL);
            DepositChange.DoubleSpent ended = assertInstanceOf(
                    DepositChange.DoubleSpent.class, chain.changes().get(0));
            assertEquals(1, chain.changes().size());
            assertEquals(RIVAL.txid(), ended.by());
            assertEquals(chain.ledger().tip(), ended.block());
            assertEquals(
                    "gone from the mempool",
                    ended.deposit().status(1, LedgerFixture.THREE).toString());
            assertEquals(List.of(), chain.mine().mempool().changes(), "it is said once");
            assertEquals(Optional.empty(), chain.ledger().deposit(PAYMENT.outpoint(0)));
        }
    }

    @Test
    void aDoubleSpendThatIsReorganisedOutLetsTheDepositComeBack() {
        TestChain chain = chain().mempool(PAYMENT).mine(RIVAL).disconnect();
        assertEquals(List.of(), changes(chain));
        chain.mempool(PAYMENT);
        assertEquals(List.of("Seen"), changes(chain));
        chain.mine().mine(PAYMENT);
        assertEquals("confirming 1/3", status(chain));
    }

    /** A rival that pays us too ends the one deposit and is the other. */
    @Test
    void aRivalMayBeADepositItself() {
        Transaction better = TestChain.paying(1, ESCROW, Coin.FIFTY_COINS);
        TestChain chain = chain().mempool(PAYMENT).mempool(better);
        assertEquals(List.of("Replaced", "Seen"), changes(chain));
        chain.mine(better);
        assertEquals(List.of("DoubleSpent", "Confirmed"), changes(chain));
        assertEquals(Coin.FIFTY_COINS, pending(chain));
    }

    @Test
    void aMinedCoinDiesWithItsBlock() {
        TestChain chain = chain().mine(TestChain.coinbase(1, ESCROW, Coin.FIFTY_COINS));
        chain.disconnect();
        assertEquals(List.of("ReorgedOut"), changes(chain));
        assertTrue(chain.changes().get(0).deposit().block().isEmpty());
        assertEquals(List.of(), chain.ledger().deposits(ESCROW));
        assertEquals(Coin.ZERO, pending(chain));
    }

    @Test
    void aMinedCoinLivesAgainWithItsBlock() {
        TestChain chain = chain().mine(TestChain.coinbase(1, ESCROW, Coin.FIFTY_COINS));
        Ledger before = chain.ledger();
        Block block = chain.blocks().get(0);
        chain.disconnect().connect(block);
        assertEquals(before, chain.ledger());
    }

    @Test
    void reorgThereAndBackEndsWhereItBegan() {
        TestChain chain = chain().mine(PAYMENT).mine(TestChain.spending(1, PAYMENT.outpoint(0)));
        Ledger before = chain.ledger();
        List<Block> blocks = chain.blocks();
        chain.disconnect().disconnect().mineEmpty(3);
        chain.disconnect().disconnect().disconnect();
        blocks.forEach(chain::connect);
        assertEquals(before, chain.ledger());
    }
}
