package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.watch.Birth;
import org.junit.jupiter.api.Test;

/** What happens to deposits before a block holds them. */
interface MempoolScenarios extends Scenarios {
    @Test
    default void w6_aReplacementThatPaysNoneOfOursIsToldOfAndIsADoubleSpendOnceABlockHoldsIt() {
        playDeposit((stage, script, a) -> {
            stage.submit(a);
            stage.look("SEEN a");
            Transaction rival = stage.rival("rival", a, stage.node().script());
            stage.submit(rival);
            stage.look("REPLACED a by rival");
            stage.mine(rival);
            stage.look("DOUBLE_SPENT a by rival, 1a");
            assertEquals(List.of(), stage.ledger().deposits(script));
        });
    }

    @Test
    default void w6_aReplacementThatPaysTheSameScriptIsADepositOfItsOwn() {
        playDeposit((stage, script, a) -> {
            stage.submit(a);
            stage.look("SEEN a");
            Transaction bumped = stage.rival("bumped", a, script);
            stage.submit(bumped);
            stage.look("REPLACED a by bumped", "SEEN bumped");
            stage.mine(bumped);
            stage.look("DOUBLE_SPENT a by bumped, 1a", "CONFIRMED bumped, 1a");
            stage.reorg(1);
            stage.look("REORGED_OUT bumped, 1a");
            stage.mine(bumped);
            stage.look("CONFIRMED bumped, 3a");
        });
    }

    @Test
    default void w7_aDepositWhoseParentIsReplacedIsEvictedAndNotDoubleSpent() {
        play(stage -> {
            ByteString script = stage.watch();
            Transaction parent = stage.pay("parent", stage.node().script());
            Transaction a = stage.spend("a", WatchStage.FEE, List.of(parent.outpoint(0)), script);
            stage.submit(parent, a);
            stage.look("SEEN a");
            Transaction rival = stage.rival("rival", parent, stage.node().script());
            stage.submit(rival);
            stage.look("EVICTED a");
            stage.mine(rival);
            stage.look();
            stage.reorg(1, parent, a);
            stage.look("CONFIRMED a, 1b");
        });
    }

    @Test
    default void w6_aConflictThatTheMempoolNeverSawEndsADepositUntilItsBlockIsGone() {
        playDeposit((stage, script, a) -> {
            stage.submit(a);
            stage.look("SEEN a");
            stage.mine(stage.rival("rival", a, stage.node().script()));
            stage.look("DOUBLE_SPENT a by rival, 1a");
            stage.reorg(1, a);
            stage.look("CONFIRMED a, 1b");
        });
    }

    @Test
    default void w6_aDepositAndItsSpendAreSeenReplacedConfirmedAndTakenBackTogether() {
        playDeposit((stage, script, a) -> {
            Transaction spend = stage.spend("spend", a);
            stage.submit(a, spend);
            stage.look("SEEN a", "SPENT a by spend");
            Transaction better = stage.rival("better", spend, stage.node().script());
            stage.submit(better);
            stage.look("UNSPENT a", "SPENT a by better");
            stage.mine(a, better);
            stage.look("CONFIRMED a, 1a", "SPENT a by better, 1a");
            stage.reorg(1, a, spend);
            stage.look("UNSPENT a, 1a", "REORGED_OUT a, 1a", "CONFIRMED a, 1b", "SPENT a by spend, 1b");
        });
    }

    @Test
    default void w6_manyDepositsInOneBlockKeepTheirOrderAndTheirOutpoints() {
        play(stage -> {
            ByteString one = stage.watch();
            ByteString other = stage.watch();
            Transaction a = stage.pay("a", one, other, one);
            Transaction b = stage.pay("b", stage.node().script(), other);
            Transaction child = stage.spend("child", WatchStage.FEE, List.of(a.outpoint(0), b.outpoint(1)), one);
            stage.submit(b);
            stage.look("SEEN b:1");
            stage.mine(a, b, child);
            stage.look(
                    "CONFIRMED a, 1a",
                    "SPENT a by child, 1a",
                    "CONFIRMED a:1, 1a",
                    "CONFIRMED a:2, 1a",
                    "CONFIRMED b:1, 1a",
                    "SPENT b:1 by child, 1a",
                    "CONFIRMED child, 1a");
            assertEquals(3, stage.ledger().deposits(one).size());
            assertEquals(2, stage.ledger().deposits(other).size());
        });
    }

    @Test
    default void w14_aTransactionThatWaitedBeforeItsScriptWasWatchedIsSeen() {
        play(stage -> {
            ByteString script = stage.node().script();
            Transaction a = stage.pay("a", script);
            stage.submit(a, stage.spend("spend", a));
            stage.look();
            stage.watch(script, Birth.now());
            stage.look("SEEN a", "SPENT a by spend");
        });
    }
}
