package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.escrowkit.core.ledger.LedgerFixture.PAYMENT;
import static org.escrowkit.core.ledger.LedgerFixture.chain;
import static org.escrowkit.core.ledger.LedgerFixture.changes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** W14: a script that is watched late is told what the chain held for it, and nothing twice. */
class BackfillTest {
    private static final Transaction SPEND = TestChain.spending(1, PAYMENT.outpoint(0));

    @Test
    void givesTheLedgerThatWatchingFromTheBeginningGives() {
        TestChain early = chain().mine(PAYMENT).mine().mine(SPEND).mine();
        TestChain late = new TestChain();
        early.blocks().forEach(late::connect);
        Ledger filled = backfilled(late, late.ledger());
        assertEquals(early.ledger(), filled);
        assertEquals(filled, backfilled(late, filled), "a second time changes nothing");
    }

    @Test
    void saysWhatItFindsOnce() {
        TestChain late = new TestChain().mine(PAYMENT).mine(SPEND);
        BlockRef first =
                new BlockRef(TestChain.START.height() + 1, late.blocks().get(0).hash());
        LedgerUpdate found = late.ledger().backfill(first, List.of(hit(PAYMENT)));
        assertEquals(1, found.changes().size());
        assertEquals(
                first,
                ((DepositChange.Confirmed) found.changes().get(0))
                        .deposit()
                        .block()
                        .orElseThrow());
        assertEquals(
                List.of(), found.ledger().backfill(first, List.of(hit(PAYMENT))).changes());
        assertEquals(late.ledger().tip(), found.ledger().tip());
    }

    @Test
    void whatItFindsIsReorganisedOutLikeAnythingElse() {
        TestChain late = new TestChain().mine(PAYMENT).mine(SPEND);
        Ledger filled = backfilled(late, late.ledger());
        LedgerUpdate below = filled.disconnect(
                new BlockRef(filled.tip().height() - 1, late.blocks().get(0).hash()));
        assertEquals(DepositChange.Unspent.class, below.changes().get(0).getClass());
        LedgerUpdate start = below.ledger().disconnect(TestChain.START);
        assertEquals(DepositChange.ReorgedOut.class, start.changes().get(0).getClass());
    }

    @Test
    void aBlockAboveTheTipIsNoneToLookAtAgain() {
        TestChain chain = chain().mine();
        BlockRef above = new BlockRef(chain.ledger().tip().height() + 1, TestChain.hash("above"));
        assertThrows(IllegalArgumentException.class, () -> chain.ledger().backfill(above, List.of()));
        assertEquals(List.of(), changes(chain));
    }

    private static Ledger backfilled(TestChain chain, Ledger ledger) {
        Ledger filled = ledger;
        int height = TestChain.START.height();
        for (Block block : chain.blocks()) {
            height++;
            List<Hit> hits =
                    block.transactions().stream().map(BackfillTest::hit).toList();
            filled = filled.backfill(new BlockRef(height, block.hash()), hits).ledger();
        }
        return filled;
    }

    private static Hit hit(Transaction transaction) {
        return Hit.of(transaction, ESCROW::equals);
    }
}
