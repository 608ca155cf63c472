package org.escrowkit.wallet.watch;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.escrowkit.wallet.store.DatabaseProxy;
import org.escrowkit.wallet.store.StorePlace;

/** A {@link FailoverChild}, as its parent sees it. */
final class FailoverProcess implements AutoCloseable {
    private final DatabaseProxy proxy;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    FailoverProcess(long seed, int moves, StorePlace place, String name, Duration lease) {
        proxy = DatabaseProxy.before(place);
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FailoverChild.class.getName(),
                            Long.toString(seed),
                            Integer.toString(moves),
                            proxy.url(place),
                            name,
                            Long.toString(lease.toMillis()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader();
        commands = process.outputWriter();
        if (!answer().equals("ready")) {
            throw new AssertionError("a child that did not begin");
        }
    }

    DatabaseProxy proxy() {
        return proxy;
    }

    String ask(String command) {
        say(command);
        return answer();
    }

    void say(String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String answer() {
        try {
            return Optional.ofNullable(answers.readLine())
                    .orElseThrow(() -> new AssertionError("a child that died by itself"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void goOn() {
        try {
            new ProcessBuilder("kill", "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** By SIGKILL. */
    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        proxy.close();
    }
}
