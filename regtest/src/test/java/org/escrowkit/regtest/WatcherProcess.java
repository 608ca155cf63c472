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
import java.util.function.Predicate;
import org.bitcoinj.base.Sha256Hash;

/** A {@link WatcherChild}, as its parent sees it. */
final class WatcherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The blocks of scenarios are years old. */
    private static final Set<String> UP_TO_DATE = Set.of("Current", "NodeNotCurrent");

    private final Object changes;
    private final String name;
    private final Process process;
    private final Thread reader = new Thread(this::read, "escrowkit-watcher-process");
    private final Map<Long, String> told = new TreeMap<>();
    private String cursor = "";
    private String status = "";

    /**
     * @param changes is notified of whatever the child says
     * @param arguments of the child but for its name and its lease
     */
    WatcherProcess(Object changes, List<String> arguments, String name, Duration lease) {
        this.changes = changes;
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

    private void heard(String[] words) {
        synchronized (changes) {
            if (words[0].equals(WatcherChild.EVENT)) {
                told.put(Long.parseLong(words[1]), words[2]);
            } else if (words[0].equals(WatcherChild.STATUS)) {
                cursor = words[1];
                status = words[2];
            }
            changes.notifyAll();
        }
    }

    String name() {
        return name;
    }

    /** Waits until one of them leads and knows all up to this block. */
    static void awaitLeading(Object changes, List<WatcherProcess> some, Sha256Hash tip) throws InterruptedException {
        await(changes, some, process -> UP_TO_DATE.contains(process.status) && process.cursor.equals(tip.toString()));
    }

    /** Waits until it has begun to work, whatever its part. */
    void awaitBegun() throws InterruptedException {
        await(changes, List.of(this), process -> !process.status.isEmpty());
    }

    private static void await(Object changes, List<WatcherProcess> some, Predicate<WatcherProcess> condition)
            throws InterruptedException {
        synchronized (changes) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (some.stream().noneMatch(condition)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("not in " + PATIENCE + ": " + some);
                }
                changes.wait(left / 1_000_000 + 1);
            }
        }
    }

    /** By sequence, the ids of the events that it was told, all of them once it is killed. */
    Map<Long, String> told() {
        synchronized (changes) {
            return new TreeMap<>(told);
        }
    }

    @Override
    public String toString() {
        return name + " " + (process.isAlive() ? status : "dead") + " at " + cursor;
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
