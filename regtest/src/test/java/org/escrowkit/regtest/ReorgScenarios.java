package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.node.ChainFollower;
import org.escrowkit.wallet.node.FollowException;
import org.junit.jupiter.api.Test;

/** Reorgs of every depth that the issue names. */
interface ReorgScenarios extends Scenarios {
    @Test
    default void w6_aReorgOfDepth1To6TakesADepositBackAndItsNextBlockBringsItAgain() {
        for (int depth = 1; depth <= 6; depth++) {
            reorged(depth);
        }
    }

    @Test
    default void w1_aReorgOfDepth100IsOneLikeAnyOther() {
        reorged(100);
    }

    @Test
    default void w1_aReorgOfAllRowsButOneIsOneLikeAnyOther() {
        reorged(ChainFollower.WINDOW - 1);
    }

    private void reorged(int depth) {
        playDeposit((stage, script, a) -> {
            stage.mine(a);
            stage.mineEmpty(depth - 1);
            stage.look("CONFIRMED a, 1a");
            stage.reorg(depth);
            stage.look("REORGED_OUT a, 1a");
            String top = depth + 2 + "a";
            stage.mine(a);
            stage.look("CONFIRMED a, " + top);
            stage.reorg(1, a);
            String rival = depth + 2 + "b";
            stage.look("REORGED_OUT a, " + top, "CONFIRMED a, " + rival);
        });
    }

    @Test
    default void w4_aReorgThatHoldsTheDepositAtAnotherHeightGivesNoSecondDeposit() {
        play(stage -> {
            ByteString script = stage.watch();
            Transaction a = stage.pay("a", script, script);
            stage.mine();
            stage.mine(a);
            stage.look("CONFIRMED a, 2a", "CONFIRMED a:1, 2a");
            stage.reorg(2, a);
            stage.look("REORGED_OUT a, 2a", "CONFIRMED a, 1b", "REORGED_OUT a:1, 2a", "CONFIRMED a:1, 1b");
            assertEquals(2, stage.ledger().deposits(script).size());
        });
    }

    @Test
    default void w6_aSpendIsTakenBackWithItsBlockAndWaitsAgain() {
        playDeposit((stage, script, a) -> {
            Transaction spend = stage.spend("spend", a);
            stage.mine(a);
            stage.mineEmpty(20);
            stage.mine(spend);
            stage.look("CONFIRMED a, 1a", "SPENT a by spend, 22a");
            stage.reorg(1);
            stage.look("UNSPENT a, 22a", "SPENT a by spend");
            stage.reorg(23);
            stage.look("REORGED_OUT a, 1a");
            stage.mine(a, spend);
            stage.look("CONFIRMED a, 25a", "SPENT a by spend, 25a");
        });
    }

    @Test
    default void w1_aReorgThatGoesBackBehindTheRowsHaltsByNameAndMovesNothing() {
        playDeposit((stage, script, a) -> {
            stage.mine(a);
            stage.mineEmpty(299);
            stage.look("CONFIRMED a, 1a");
            Sha256Hash ours = stage.node().tip();
            int height = stage.node().height();
            stage.reorg(300);
            stage.lookFails(FollowException.ReorgTooDeep.class);
            stage.grow(ours, height, 2);
            Transaction b = stage.pay("b", script);
            stage.mine(b);
            stage.look("CONFIRMED b, 303a");
        });
    }

    @Test
    default void w2_aChainOfLessWorkRevokesNothingUntilItHasMore() {
        playDeposit((stage, script, a) -> {
            Sha256Hash first = stage.mine(a);
            stage.mineEmpty(5);
            stage.look("CONFIRMED a, 1a");
            stage.node().invalidate(first);
            stage.lookFindsNodeBehind();
            Sha256Hash root = stage.node().tip();
            int height = stage.node().height();
            Sha256Hash rival = stage.grow(root, height, 3);
            stage.lookFindsNodeBehind();
            stage.node().reconsider(first);
            stage.look();
            Sha256Hash even = stage.grow(rival, height + 3, 3);
            stage.look();
            stage.grow(even, height + 6, 1);
            stage.look("REORGED_OUT a, 1a");
        });
    }

    @Test
    default void w6_aDepositThatTheOtherBranchSpendsOtherwiseIsDeadUntilItsOwnBranchIsBack() {
        playDeposit((stage, script, a) -> {
            Transaction rival = stage.rival("rival", a, stage.node().script());
            stage.mine(a);
            stage.mineEmpty(1);
            stage.look("CONFIRMED a, 1a");
            Sha256Hash ours = stage.node().tip();
            int height = stage.node().height();
            stage.reorg(2, rival);
            stage.look("REORGED_OUT a, 1a", "DOUBLE_SPENT a by rival, 1b");
            stage.grow(ours, height, 2);
            stage.look("CONFIRMED a, 1a");
        });
    }
}
