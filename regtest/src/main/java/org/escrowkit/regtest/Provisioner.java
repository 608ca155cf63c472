package org.escrowkit.regtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Runs the script {@code provision-bitcoind.sh} of this jar, which puts a bitcoind into the user's cache. */
final class Provisioner {

    private static final String SCRIPT = "provision-bitcoind.sh";
    private static final String REMEDY = "Install Docker, or a bitcoind (29 or newer) on the PATH.";

    private final Consumer<String> progress;
    private final Map<String, String> environment;

    Provisioner(Consumer<String> progress) {
        this(progress, Map.of());
    }

    /** With variables that replace those of this JVM's own environment. */
    Provisioner(Consumer<String> progress, Map<String, String> environment) {
        this.progress = progress;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The path of a bitcoind that runs; instant if it is in the cache already.
     *
     * @throws NodeUnavailableException if the script cannot give one here; the message is its last line
     */
    Path provision() {
        try {
            Path script = Files.createTempFile("escrowkit-provision-", ".sh");
            try {
                extractTo(script);
                return run(script);
            } finally {
                Files.deleteIfExists(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void extractTo(Path file) throws IOException {
        try (InputStream script = Provisioner.class.getResourceAsStream(SCRIPT)) {
            Files.copy(Objects.requireNonNull(script, SCRIPT), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path run(Path script) throws IOException {
        Process process = startBash(script);
        try {
            String last = relayStderr(process);
            // One short line at most, so the script never waited for it to be read.
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() == 0 && !answer.isEmpty()) {
                return Path.of(answer);
            }
            throw new NodeUnavailableException("No bitcoind could be fetched: " + last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeUnavailableException("Interrupted while fetching bitcoind.", e);
        } finally {
            process.destroy();
        }
    }

    private Process startBash(Path script) {
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString());
        bash.environment().putAll(environment);
        try {
            return bash.start();
        } catch (IOException e) {
            throw new NodeUnavailableException("No bitcoind here, and no bash to fetch one with. " + REMEDY, e);
        }
    }

    private String relayStderr(Process process) throws IOException {
        String last = "the script said nothing";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                last = line.replaceFirst("^provision-bitcoind: ", "");
            }
        }
        return last;
    }
}
