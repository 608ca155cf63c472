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

    private final Path program;
    private final Process process;
    private final Path folder;
    private final Thread shutdownHook = new Thread(this::remove, "escrowkit-regtest-shutdown");

    private BitcoindProcess(Path program, Process process, Path folder) {
        this.program = program;
        this.process = process;
        this.folder = folder;
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
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(LOG).toFile())
                        .start();
                return new BitcoindProcess(program, process, folder);
            } catch (IOException e) {
                delete(folder);
                throw new NodeUnavailableException(program + " cannot be run: " + e.getMessage(), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path program() {
        return program;
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
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
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
