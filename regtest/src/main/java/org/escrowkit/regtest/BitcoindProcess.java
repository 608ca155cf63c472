package org.escrowkit.regtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A bitcoind started as a child process, with a temporary folder of its own; closing it removes both. */
final class BitcoindProcess implements AutoCloseable {

    private static final String LOG = "console.log";

    private final List<String> command;
    private final Path folder;
    private volatile Process process;
    private final Thread shutdownHook = new Thread(this::remove, "escrowkit-regtest-shutdown");

    private BitcoindProcess(List<String> command, Path folder, Process process) {
        this.command = List.copyOf(command);
        this.folder = folder;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    static BitcoindProcess spawn(Path program, List<String> flags) {
        try {
            Path folder = Files.createTempDirectory("escrowkit-regtest-");
            try {
                List<String> command = new ArrayList<>();
                command.add(program.toString());
                command.addAll(flags);
                command.add("-datadir=" + folder);
                return new BitcoindProcess(command, folder, run(command, folder));
            } catch (IOException e) {
                delete(folder);
                throw new NodeUnavailableException(program + " cannot be run: " + e.getMessage(), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process run(List<String> command, Path folder) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()))
                .start();
    }

    Path program() {
        return Path.of(command.get(0));
    }

    /** As {@code kill -9}: the folder stays as the process left it. */
    synchronized void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** The same program again, on what {@link #kill} left. */
    synchronized void startAgain() {
        try {
            process = run(command, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    Path folder() {
        return folder;
    }

    /** All that it has printed so far. */
    String log() {
        try {
            return Files.readString(folder.resolve(LOG), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and the hook finds nothing left to do.
            return;
        }
    }

    /** Nothing of the chain is worth a clean shutdown, so it is killed: at once, and with whatever it had started. */
    private synchronized void remove() {
        kill();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
