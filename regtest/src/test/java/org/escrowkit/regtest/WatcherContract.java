package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every scenario on a real node and on the one in memory, by a watcher that lives on and by one that is killed between
 * any two polls: all four must tell the same, and what they tell of the real node it must confirm.
 */
@Timeout(300)
abstract class WatcherContract extends OnNode
        implements ReorgScenarios, MempoolScenarios, CoinbaseScenarios, BackfillScenarios, CrashScenarios {
    @TempDir
    private Path directory;

    private @Nullable RealScenarioNode real;
    private int plays;

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    @Override
    public void play(Consumer<WatchStage> scenario) {
        for (WatchStage.Life life : WatchStage.Life.values()) {
            List<String> onReal = play(Objects.requireNonNull(real), life, scenario);
            assertEquals(play(new FakeScenarioNode(), life, scenario), onReal);
        }
    }

    private List<String> play(ScenarioNode node, WatchStage.Life life, Consumer<WatchStage> scenario) {
        plays++;
        try (WatchStage stage = new WatchStage(node, life, directory.resolve("play-" + plays))) {
            scenario.accept(stage);
            return stage.log();
        }
    }
}
