package org.escrowkit.regtest;

import java.time.Duration;
import java.time.Instant;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.wallet.watch.Birth;
import org.junit.jupiter.api.Test;

/** Scripts that were paid before anybody watched them. */
interface BackfillScenarios extends Scenarios {
    @Test
    default void w14_aScriptThatComesLateByHeightGetsItsDepositsAndTheirSpendsOnce() {
        play(stage -> {
            int start = stage.node().height();
            ByteString script = stage.node().script();
            Transaction a = stage.pay("a", script);
            stage.mine(a);
            stage.mineEmpty(40);
            stage.mine(stage.spend("spend", a));
            stage.mineEmpty(40);
            stage.mine(stage.pay("b", script));
            stage.look();
            stage.watch(script, Birth.atHeight(start + 2));
            stage.look("CONFIRMED b, 83a");
            stage.watch(script, Birth.atHeight(start + 1));
            stage.look("CONFIRMED a, 1a", "SPENT a by spend, 42a");
            stage.watch(script, Birth.atHeight(start));
            stage.look();
        });
    }

    @Test
    default void w14_aScriptThatComesLateByTimeIsLookedForFromTheBlocksOfThatTimeOn() {
        play(stage -> {
            ByteString script = stage.node().script();
            Instant first = stage.node().time();
            stage.mine(stage.pay("a", script));
            stage.node().pass(Duration.ofHours(6));
            stage.mineEmpty(20);
            stage.node().pass(Duration.ofHours(6));
            Instant second = stage.node().time();
            stage.mine(stage.pay("b", script));
            stage.look();
            stage.watch(script, Birth.at(second));
            stage.look("CONFIRMED b, 22a");
            stage.watch(script, Birth.at(first));
            stage.look("CONFIRMED a, 1a");
        });
    }

    @Test
    default void w14_aDepositFoundLateIsTakenBackAsAnyOther() {
        play(stage -> {
            int start = stage.node().height();
            ByteString script = stage.node().script();
            Transaction a = stage.pay("a", script);
            stage.mine(a);
            stage.mineEmpty(3);
            stage.watch(script, Birth.atHeight(start));
            stage.look("CONFIRMED a, 1a");
            stage.reorg(4);
            stage.look("REORGED_OUT a, 1a");
            stage.mine(a);
            stage.look("CONFIRMED a, 6a");
        });
    }

    @Test
    default void w14_aReorgWhileOldBlocksAreStillToBeReadLosesNothing() {
        play(stage -> {
            int start = stage.node().height();
            ByteString script = stage.node().script();
            Transaction a = stage.pay("a", script);
            stage.mine(a);
            stage.mineEmpty(50);
            Transaction b = stage.pay("b", script);
            stage.mine(b);
            stage.mineEmpty(1);
            stage.look();
            stage.watch(script, Birth.atHeight(start));
            stage.glance();
            stage.reorg(3, b);
            stage.mine(stage.pay("c", script));
            stage.look("CONFIRMED a, 1a", "CONFIRMED b, 51b", "CONFIRMED c, 55a");
        });
    }
}
