package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs a {@link WatcherCrashChild} to its death, and lets the survivors hear what it says. */
final class CrashProcess {
    private static final int SIGKILLED = 128 + 9;

    private CrashProcess() {}

    /** Dies where its plans say. */
    static void run(BrokenStore broken, List<Survivor> survivors, List<CrashPlan> plans) {
        run(broken, survivors, plans, Integer.MAX_VALUE);
    }

    /** @param linesToLive until it is killed, if it has not died before */
    static void run(BrokenStore broken, List<Survivor> survivors, List<CrashPlan> plans, int linesToLive) {
        Map<Long, Survivor> bySeed = survivors.stream().collect(Collectors.toMap(Survivor::seed, Function.identity()));
        try {
            Process child = new ProcessBuilder(command(broken, survivors, plans))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int left = linesToLive;
            try (BufferedReader lines = child.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    long seed = Long.parseLong(line.substring(0, line.indexOf(' ')));
                    Objects.requireNonNull(bySeed.get(seed)).heard(line);
                    left--;
                    if (left == 0) {
                        child.toHandle().destroyForcibly();
                    }
                }
            }
            int exit = child.waitFor();
            assertTrue(exit == WatcherCrashChild.DIED || exit == SIGKILLED, () -> "exit " + exit + " of " + plans);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> command(BrokenStore broken, List<Survivor> survivors, List<CrashPlan> plans) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                WatcherCrashChild.class.getName(),
                broken.name()));
        for (int i = 0; i < plans.size(); i++) {
            command.add(plans.get(i).toString());
            command.add(survivors.get(i).place().address());
        }
        return command;
    }
}
