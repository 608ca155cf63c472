package org.escrowkit.regtest;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

/** All scenarios on the node in memory, in seconds; what a real one makes of them, the integration tests asks. */
class ScenariosOnFakeTest
        implements ReorgScenarios, MempoolScenarios, CoinbaseScenarios, BackfillScenarios, CrashScenarios {
    @TempDir
    private Path directory;

    private int plays;

    @Override
    public void play(Consumer<WatchStage> scenario) {
        plays++;
        for (WatchStage.Life life : WatchStage.Life.values()) {
            try (WatchStage stage = new WatchStage(new FakeScenarioNode(), life, directory.resolve("play-" + plays))) {
                scenario.accept(stage);
            }
        }
    }
}
