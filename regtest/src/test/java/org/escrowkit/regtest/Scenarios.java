package org.escrowkit.regtest;

import java.util.function.Consumer;

/** Tests that are scenarios: whoever implements one of these interfaces says which nodes they are played on. */
interface Scenarios {
    void play(Consumer<WatchStage> scenario);
}
