package org.escrowkit.regtest;

import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** A node that is killed and comes back without what it had not flushed. */
interface CrashScenarios extends Scenarios {
    @Test
    default void w2_aNodeThatFellBackBelowTheCursorAndGetsTheSameChainBackChangesNothing() {
        play(stage -> {
            ByteString script = stage.watch();
            stage.mine(stage.pay("a", script));
            stage.look("CONFIRMED a, 1a");
            stage.node().flush();
            stage.mine(stage.pay("b", script));
            stage.mineEmpty(2);
            stage.look("CONFIRMED b, 2a");
            stage.node().crash();
            stage.lookFindsNodeBehind();
            stage.node().recover();
            stage.look();
            stage.mine(stage.pay("c", script));
            stage.look("CONFIRMED c, 5a");
        });
    }

    @Test
    default void w2_aNodeThatFellBackBelowTheCursorAndGoesAnotherWayRevokesWhenThatIsHeavier() {
        play(stage -> {
            ByteString script = stage.watch();
            stage.mine(stage.pay("a", script));
            stage.look("CONFIRMED a, 1a");
            stage.node().flush();
            Transaction b = stage.pay("b", script);
            stage.mine(b);
            stage.mineEmpty(2);
            stage.look("CONFIRMED b, 2a");
            stage.node().crash();
            stage.mineEmpty(3);
            stage.lookFindsNodeBehind();
            stage.mine(stage.pay("c", script));
            stage.look("REORGED_OUT b, 2a", "EVICTED b", "CONFIRMED c, 5a");
            stage.submit(b);
            stage.look("SEEN b");
            stage.mine(b);
            stage.look("CONFIRMED b, 6a");
        });
    }

    @Test
    default void w7_aDepositThatANodeForgotWhenItWasKilledIsEvictedAndSeenAgain() {
        playDeposit((stage, script, a) -> {
            Transaction b = stage.pay("b", script);
            stage.submit(a, b);
            stage.look("SEEN a", "SEEN b");
            stage.node().flush();
            stage.node().crash();
            stage.look("EVICTED a", "EVICTED b");
            stage.submit(b);
            stage.look("SEEN b");
            stage.mine(a, b);
            stage.look("CONFIRMED a, 1a", "CONFIRMED b, 1a");
        });
    }
}
