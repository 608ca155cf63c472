package org.escrowkit.regtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.bitcoinj.base.Sha256Hash;

/** A {@link WatcherChild}, as its parent sees it. */
final class WatcherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The blocks of scenarios are years old. */
    private static final Set<String> UP_TO_DATE = Set.of("Current", "NodeNotCurrent");

    private final String name;
    private final Process process;
    private final Thread reader = new Thread(this::read, "escrowkit-watcher-process");
    private final Map<Long, String> told = new TreeMap<>();
    private String cursor = "";
    private String status = "";

    /** @param arguments of the child but for its name and its lease */
    WatcherProcess(List<String> arguments, String name, Duration lease) {
        this.name = name;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                WatcherChild.class.getName()));
        command.addAll(arguments);
        command.add(name);
        command.add(Long.toString(lease.toMillis()));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line.split(" ", 3));
            }
        } catch (IOException killed) {
            heard(new String[] {WatcherChild.STATUS, "", "killed"});
        }
    }

    private synchronized void heard(String[] words) {
        if (words[0].equals(WatcherChild.EVENT)) {
            told.put(Long.parseLong(words[1]), words[2]);
        } else if (words[0].equals(WatcherChild.STATUS)) {
            cursor = words[1];
            status = words[2];
        }
        notifyAll();
    }

    /** Waits until it leads and knows all up to this block. */
    void awaitLeading(Sha256Hash tip) throws InterruptedException {
        await("up to date at " + tip, () -> UP_TO_DATE.contains(status) && cursor.equals(tip.toString()));
    }

    void awaitStandingBy() throws InterruptedException {
        await("on stand-by", () -> status.equals("StandingBy"));
    }

    private synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !process.isAlive()) {
                throw new IllegalStateException(name + " is not " + what + " but " + status + " at " + cursor
                        + (process.isAlive() ? "" : ", and dead"));
            }
            wait(Math.min(left / 1_000_000 + 1, 1_000));
        }
    }

    /** By sequence, the ids of the events that it was told, all of them once it is killed. */
    synchronized Map<Long, String> told() {
        return new TreeMap<>(told);
    }

    /** As {@code kill -9}. Killing twice is harmless. */
    void kill() {
        process.toHandle().destroyForcibly();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
