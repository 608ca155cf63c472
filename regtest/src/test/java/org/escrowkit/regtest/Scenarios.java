package org.escrowkit.regtest;

import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;

/** Tests that are scenarios: whoever implements one of these interfaces says which nodes they are played on. */
interface Scenarios {
    void play(Consumer<WatchStage> scenario);

    /** What happens to one deposit. */
    interface OfDeposit {
        /**
         * @param script watched from the start
         * @param a pays it, and nobody has it yet
         */
        void play(WatchStage stage, ByteString script, Transaction a);
    }

    default void playDeposit(OfDeposit scenario) {
        play(stage -> {
            ByteString script = stage.watch();
            scenario.play(stage, script, stage.pay("a", script));
        });
    }
}
